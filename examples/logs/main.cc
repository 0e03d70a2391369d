// Writes log lines with the ids of the current trace and span: with spdlog, through a custom flag
// in its pattern, and with fmt.
//
// usage: logs redis-host redis-port
#include <dbspan/hiredis.h>
#include <dbspan/sdk/setup.h>
#include <dbspan/trace.h>
#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

namespace {

/// Flag `%*` of a pattern: prints the ids of the current trace and span.
class TraceFlag : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& /*message*/, const std::tm& /*time*/,
              spdlog::memory_buf_t& line) override {
    const std::string text = "trace_id=" + dbspan::trace_id() + " span_id=" + dbspan::span_id();
    line.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<TraceFlag>();
  }
};

void SetUpLog() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<TraceFlag>('*').set_pattern("%l %* %v");
  auto logger = spdlog::stdout_logger_st("logs");
  logger->set_formatter(std::move(formatter));
  spdlog::set_default_logger(logger);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return EXIT_FAILURE;
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("logs", setup);
  SetUpLog();
  redisContext* redis = redisConnect(argv[1], std::atoi(argv[2]));
  dbspan::trace("count visit", [&] {
    spdlog::info("a visitor has come");
    auto* reply = static_cast<redisReply*>(redisCommand(redis, "INCR visits:logged"));
    std::cout << fmt::format("fmt trace_id={} visits={}\n", dbspan::trace_id(),
                             reply == nullptr ? 0 : reply->integer);
    freeReplyObject(reply);
  });
  redisFree(redis);
}
