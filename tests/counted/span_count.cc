// Linked into a program that does not use dbspan itself. Counts the program's spans by operation
// and writes the counts to the file named by DBSPAN_SPAN_COUNT when the program ends.
//
// To find a missing span, set DBSPAN_SPAN_LIST to a file that gets one line per span: its
// statement, or the attribute that DBSPAN_SPAN_KEY names. To check that no secret is recorded, set
// DBSPAN_SPAN_STRINGS to a file that gets every text of every span.
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace {

namespace nostd = opentelemetry::nostd;
namespace sdk_trace = opentelemetry::sdk::trace;

/// Number of spans, and of the commands in them: a pipeline is one span with several commands.
struct Counts {
  std::uint64_t spans = 0;
  std::uint64_t commands = 0;
  std::atomic<std::int64_t> open = 0;  ///< Spans started but not ended.
  std::map<std::string, std::uint64_t> by_operation;
  std::map<std::string, std::uint64_t> by_status;
};

class Counter : public sdk_trace::SpanExporter {
 public:
  explicit Counter(Counts& counts) : counts_(counts) {}
  std::unique_ptr<sdk_trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk_trace::SpanData>();
  }
  opentelemetry::sdk::common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept override {
    const std::lock_guard lock{mutex_};
    for (const auto& span : spans) Count(static_cast<const sdk_trace::SpanData&>(*span));
    return opentelemetry::sdk::common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  void Count(const sdk_trace::SpanData& span) {
    if (span.GetSpanKind() != opentelemetry::trace::SpanKind::kClient) return;
    const auto& attributes = span.GetAttributes();
    const auto name = attributes.find("db.operation.name");
    const auto batch = attributes.find("db.operation.batch.size");
    const std::int64_t size =
        batch == attributes.end() ? 1 : nostd::get<std::int64_t>(batch->second);
    ++counts_.spans;
    counts_.commands += static_cast<std::uint64_t>(size);
    const std::string operation = name == attributes.end() ? std::string{span.GetName()}
                                                           : nostd::get<std::string>(name->second);
    counts_.by_operation[operation] += static_cast<std::uint64_t>(size);
    const auto status = attributes.find("db.response.status_code");
    if (status != attributes.end()) ++counts_.by_status[nostd::get<std::string>(status->second)];
    if (const char* path = std::getenv("DBSPAN_SPAN_LIST")) {
      const char* key = std::getenv("DBSPAN_SPAN_KEY");
      const auto shown = attributes.find(key == nullptr ? "db.query.text" : key);
      std::string text =
          shown == attributes.end() ? operation : nostd::get<std::string>(shown->second);
      std::replace(text.begin(), text.end(), '\n', ' ');
      const auto failed = status == attributes.end() ? attributes.find("error.type") : status;
      std::ofstream{path, std::ios::app}
          << text
          << (failed == attributes.end() ? "" : " -> " + nostd::get<std::string>(failed->second))
          << '\n';
    }
    if (const char* path = std::getenv("DBSPAN_SPAN_STRINGS")) WriteStrings(span, path);
  }

  static void WriteStrings(const sdk_trace::SpanData& span, const char* path) {
    std::ofstream out{path, std::ios::app};
    out << span.GetName() << '\n' << span.GetDescription() << '\n';
    WriteStrings(span.GetAttributes(), out);
    for (const auto& event : span.GetEvents()) {
      out << event.GetName() << '\n';
      WriteStrings(event.GetAttributes(), out);
    }
  }

  template <class Attributes>
  static void WriteStrings(const Attributes& attributes, std::ofstream& out) {
    for (const auto& [key, value] : attributes) {
      if (const auto* text = nostd::get_if<std::string>(&value)) out << key << '=' << *text << '\n';
    }
  }

  std::mutex mutex_;
  Counts& counts_;
};

/// Passes ended spans to a Counter, and counts the open ones.
class Processor : public sdk_trace::SimpleSpanProcessor {
 public:
  explicit Processor(Counts& counts)
      : SimpleSpanProcessor(std::make_unique<Counter>(counts)), counts_(counts) {}
  void OnStart(sdk_trace::Recordable& span,
               const opentelemetry::trace::SpanContext& parent) noexcept override {
    ++counts_.open;
    SimpleSpanProcessor::OnStart(span, parent);
  }
  void OnEnd(std::unique_ptr<sdk_trace::Recordable>&& span) noexcept override {
    --counts_.open;
    SimpleSpanProcessor::OnEnd(std::move(span));
  }

 private:
  Counts& counts_;
};

/// Installs the counter before `main` and writes the counts after it.
class Installed {
 public:
  Installed() {
    opentelemetry::trace::Provider::SetTracerProvider(
        nostd::shared_ptr<opentelemetry::trace::TracerProvider>{
            std::make_shared<sdk_trace::TracerProvider>(std::make_unique<Processor>(counts_))});
  }
  ~Installed() {
    const char* path = std::getenv("DBSPAN_SPAN_COUNT");
    if (path == nullptr) return;
    std::ofstream out{path};
    out << "spans " << counts_.spans << "\ncommands " << counts_.commands << "\nopen "
        << counts_.open << '\n';
    for (const auto& [operation, count] : counts_.by_operation) {
      out << "operation " << operation << ' ' << count << '\n';
    }
    for (const auto& [status, count] : counts_.by_status) {
      out << "status " << status << ' ' << count << '\n';
    }
  }

 private:
  Counts counts_;
};

const Installed installed;

}  // namespace
