// Paths of the core alone: one operation in each state, the export of ended spans by the SDK's
// exporter and by dbspan's, and the analysis of statements.
#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/scope.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/core_calls.h"
#include "bench/findings.h"
#include "bench/null_processor.h"
#include "bench/telemetry.h"
#include "core/span/current_context.h"
#include "core/sql/statement.h"
#include "dbspan/instrumenter.h"
#include "dbspan/sdk/finding_processor.h"
#include "dbspan/sdk/wire_exporter.h"
#include "dbspan/suppression.h"
#include "tests/cost/path.h"
#include "tests/support/systems.h"

namespace dbspan::cost {
namespace {

using bench::Spans;
namespace sdk_trace = opentelemetry::sdk::trace;

struct OneHit {
  Outcome operator()(int /*result*/) const {
    Outcome outcome;
    outcome.hits = 1;
    return outcome;
  }
  Outcome operator()() const { return {}; }
};

/// Describes a GET command.
class DescribeGet {
 public:
  Operation operator()() const noexcept {
    Operation operation;
    operation.endpoint = endpoint_;
    operation.name = "GET";
    operation.raw = "customer:7";
    operation.redact = [](std::string_view raw, std::size_t /*limit*/) {
      return "GET " + std::string{raw};
    };
    return operation;
  }

 private:
  EndpointPtr endpoint_ = std::make_shared<const Endpoint>(
      EndpointFields{systems::kRedis, "0", "cache.example.com", 6379, "192.0.2.1", 6379});
};

Options Sampled(bool metrics) { return bench::Telemetry{Spans::kNull, metrics}.options(); }
Options Unsampled(bool metrics) { return bench::Telemetry{Spans::kUnsampled, metrics}.options(); }

template <class Describe, class Observe>
Repeat Traced(const Options& options, const Describe& describe, const Observe& observe) {
  auto instrumenter = std::make_shared<Instrumenter>(Client{"probe", "PROBE"}, options);
  return [=](int times) {
    for (int i = 0; i < times; ++i) {
      instrumenter->Run(
          describe, [] { return 1; }, observe);
    }
  };
}

Repeat Sql(const Options& options) {
  return Traced(options, bench::DescribeSelect{}, bench::OneRow{});
}
Repeat Command(const Options& options) { return Traced(options, DescribeGet{}, OneHit{}); }

/// The reference for `sampled`: creates the same span by hand, through the API.
Repeat ByHand(const Options& options) {
  return [select = bench::SelectByHand{options.tracer_provider->GetTracer("by_hand")}](int times) {
    for (int i = 0; i < times; ++i) select.Run([] {});
  };
}

/// The reference for `unsampled`: creates a span without attributes.
Repeat BareSpan(const Options& options) {
  return [tracer = options.tracer_provider->GetTracer("by_hand")](int times) {
    for (int i = 0; i < times; ++i) tracer->StartSpan("SELECT customers")->End();
  };
}

Repeat Quiet(Repeat repeat) {
  return [repeat = std::move(repeat)](int times) {
    const SuppressInstrumentation quiet;
    repeat(times);
  };
}

Repeat Analyze(std::string sql) {
  return [sql = std::move(sql)](int times) {
    std::size_t sum = 0;
    for (int i = 0; i < times; ++i) {
      sum += sql_text::Analyze(sql, sql_text::Dialect::kPostgreSql, 4096).text.size();
    }
    if (sum == 0) std::abort();
  };
}

/// Holds ended spans. Each `times` of `Export` exports ten of them.
class EndedSpans {
 public:
  explicit EndedSpans(std::unique_ptr<sdk_trace::SpanExporter> exporter)
      : exporter_(std::move(exporter)) {
    constexpr int kMost = 2500;
    options_.tracer_provider =
        opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>{
            std::make_shared<sdk_trace::TracerProvider>(
                std::make_unique<Keeping>(*exporter_, spans_))};
    options_.metrics = false;
    Sql(options_)(kMost);
  }

  void Export(int times) {
    const std::size_t count = static_cast<std::size_t>(times) * 10;
    exporter_->Export({spans_.data() + next_, count});
    next_ += count;
  }

 private:
  using Recordable = std::unique_ptr<sdk_trace::Recordable>;

  /// A processor that stores ended spans.
  class Keeping : public sdk_trace::SpanProcessor {
   public:
    Keeping(sdk_trace::SpanExporter& exporter, std::vector<Recordable>& spans)
        : exporter_(exporter), spans_(spans) {}
    Recordable MakeRecordable() noexcept override { return exporter_.MakeRecordable(); }
    void OnStart(sdk_trace::Recordable& /*span*/,
                 const opentelemetry::trace::SpanContext& /*parent*/) noexcept override {}
    void OnEnd(Recordable&& span) noexcept override { spans_.push_back(std::move(span)); }
    bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
    bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

   private:
    sdk_trace::SpanExporter& exporter_;
    std::vector<Recordable>& spans_;
  };

  std::unique_ptr<sdk_trace::SpanExporter> exporter_;
  std::vector<Recordable> spans_;
  Options options_;  // owns the provider, and with it the resource and scope of the spans
  std::size_t next_ = 0;
};

/// Returns options for a port where nothing listens, so that each request is refused at once.
opentelemetry::exporter::otlp::OtlpHttpExporterOptions ToNobody() {
  opentelemetry::exporter::otlp::OtlpHttpExporterOptions options;
  options.url = "http://127.0.0.1:1/v1/traces";
  return options;
}

Repeat Export(std::unique_ptr<sdk_trace::SpanExporter> exporter) {
  using opentelemetry::sdk::common::internal_log::GlobalLogHandler;
  GlobalLogHandler::SetLogLevel(opentelemetry::sdk::common::internal_log::LogLevel::None);
  auto spans = std::make_shared<EndedSpans>(std::move(exporter));
  return [spans](int times) { spans->Export(times); };
}

Options Current() {
  Options options = Sampled(false);
  options.current_spans = true;
  return options;
}

Options Off() {
  Options options = Sampled(true);
  options.enabled = false;
  return options;
}

/// What findings add to an operation. A parent has twenty operations.
Repeat Findings(bench::FindingsOfOperations::Of of, int statements = 1) {
  auto operations = std::make_shared<bench::FindingsOfOperations>(of, statements);
  return [operations](int times) {
    for (int i = 0; i < times; ++i) operations->RunBelowOneParent();
  };
}

/// The same below a recorded span of the API, without and with the processor that makes it a
/// parent.
Repeat BelowApiSpan(bool findings) {
  auto next =
      std::make_unique<bench::NullProcessor>(std::make_unique<sdk::WireExporter>(ToNobody()));
  std::unique_ptr<sdk_trace::SpanProcessor> processor = std::move(next);
  if (findings) processor = sdk::MakeFindingProcessor(std::move(processor));
  auto provider = std::make_shared<sdk_trace::TracerProvider>(std::move(processor));
  auto operations = std::make_shared<bench::FindingsOfOperations>(
      bench::FindingsOfOperations::Of::kStatements, 4);
  CurrentContext::LookForStorage();
  return [provider, operations, findings](int times) {
    const auto tracer = provider->GetTracer("shop");
    for (int i = 0; i < times; ++i) {
      const auto span = tracer->StartSpan("checkout");
      const opentelemetry::trace::Scope scope{span};
      if (findings) operations->RunAll();
      span->End();
    }
  };
}

std::string Repeated(std::string text, const std::string& piece, std::size_t bytes) {
  while (text.size() < bytes) text += piece;
  return text;
}

/// Reads statements that repeat one piece, one after the other and in both dialects: pieces that
/// lead a reader to look ahead must not be read to the end of the text each time.
Repeat AnalyzeRepetitions() {
  std::vector<std::string> texts;
  for (const char* piece : {"'a',",          "\"a\",",      "`a`,",
                            "('a', \"b\"),", "'it\\'s',",   "\"it\\\"s\",",
                            "_utf8\"a\",",   "E'a',",       "U&'a',",
                            "$t$a$t$,",      "x'41',",      "a.",
                            "\"a\".",        "[a],",        "(",
                            "/* a */",       "-- a\n",      "'a'\n'b',",
                            "\xC3\xA9,",     "'\xC3\xA9',", "\xE2\x80\x9C",
                            "SELECT 1;",     "- -",         "FROM t,",
                            "IN (1, 2),",    "CASE WHEN ",  "SET a = \"b\";",
                            "::int"}) {
    texts.push_back(Repeated("SELECT ", piece, 4000));
  }
  return [texts = std::move(texts)](int times) {
    for (int i = 0; i < times; ++i) {
      const std::string& text = texts[static_cast<std::size_t>(i) % texts.size()];
      const bool my_sql = static_cast<std::size_t>(i) / texts.size() % 2 == 1;
      const auto dialect = my_sql ? sql_text::Dialect::kMySql : sql_text::Dialect::kPostgreSql;
      if (sql_text::Analyze(text, dialect, 4096).text.empty()) std::abort();
    }
  };
}

}  // namespace

std::vector<Path> Paths() {
  std::vector<Path> paths;
  const auto add = [&](const char* name, std::function<Repeat()> make) {
    paths.push_back({name, [make = std::move(make)](const auto& count) { count(make()); }});
  };
  add("off", [] { return Sql(Off()); });
  add("sampled_by_hand", [] { return ByHand(Sampled(false)); });
  add("unsampled_bare_span", [] { return BareSpan(Unsampled(false)); });
  add("suppressed", [] { return Quiet(Sql(Sampled(true))); });
  add("unsampled", [] { return Sql(Unsampled(false)); });
  add("unsampled_metrics", [] { return Sql(Unsampled(true)); });
  add("sampled", [] { return Sql(Sampled(false)); });
  add("sampled_current", [] { return Sql(Current()); });
  add("sampled_metrics", [] { return Sql(Sampled(true)); });
  add("command_unsampled", [] { return Command(Unsampled(false)); });
  add("command_sampled", [] { return Command(Sampled(false)); });
  using Of = bench::FindingsOfOperations::Of;
  add("findings_of_twenty_commands", [] { return Findings(Of::kCommands); });
  add("findings_of_twenty_unsampled", [] { return Findings(Of::kUnsampledCommands); });
  add("findings_of_twenty_statements", [] { return Findings(Of::kStatements, 4); });
  add("api_span", [] { return BelowApiSpan(false); });
  add("findings_of_twenty_below_api_span", [] { return BelowApiSpan(true); });
  add("export_ten_sdk", [] {
    return Export(opentelemetry::exporter::otlp::OtlpHttpExporterFactory::Create(ToNobody()));
  });
  add("export_ten_wire", [] { return Export(std::make_unique<sdk::WireExporter>(ToNobody())); });
  add("analyze_select", [] { return Analyze("SELECT a FROM users WHERE id = 4711 LIMIT 1"); });
  add("analyze_join", [] {
    return Analyze(
        Repeated("SELECT c.id, c.name, o.price FROM customers c JOIN orders o ON c.id = o.customer",
                 " AND (c.name LIKE 'A%' OR o.price > 12.5)", 1000));
  });
  add("analyze_insert", [] {
    return Analyze(Repeated("INSERT INTO t (a, b) VALUES (1, 'x')", ", (2, 'y')", 10240));
  });
  add("analyze_list",
      [] { return Analyze(Repeated("SELECT a FROM t WHERE b IN (1", ", 4711", 10240) + ")"); });
  add("analyze_repetitions", [] { return AnalyzeRepetitions(); });
  return paths;
}

}  // namespace dbspan::cost
