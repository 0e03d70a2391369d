#include "dbspan/sdk/finding_processor.h"

#include <opentelemetry/common/timestamp.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_id.h>

#include <chrono>
#include <string>
#include <utility>

#include "core/process/process_life.h"
#include "core/span/attribute_list.h"
#include "dbspan/sdk/forwarding_processor.h"
#include "insight/live/finding_reports.h"
#include "insight/live/live_watcher.h"
#include "insight/live/open_spans.h"
#include "insight/sentence.h"
#include "sdk/watched_recordable.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace trace = opentelemetry::trace;
namespace sdk_trace = opentelemetry::sdk::trace;
using Recordable = sdk_trace::Recordable;

/// A recordable that remembers which span it is.
class NamedRecordable : public WatchedRecordable {
 public:
  using WatchedRecordable::WatchedRecordable;

  const trace::SpanContext& context() const noexcept { return context_; }
  const std::string& name() const noexcept { return name_; }
  /// The span around it; invalid if there is none in this process.
  trace::SpanId around() const noexcept { return around_; }
  void set_around(trace::SpanId around) noexcept { around_ = around; }

  void SetIdentity(const trace::SpanContext& context, trace::SpanId parent) noexcept override {
    context_ = context;
    WatchedRecordable::SetIdentity(context, parent);
  }
  void SetName(opentelemetry::nostd::string_view name) noexcept override {
    try {
      name_.assign(name.data(), name.size());
    } catch (...) {  // no memory: findings do not name the span
    }
    WatchedRecordable::SetName(name);
  }

 private:
  trace::SpanContext context_ = trace::SpanContext::GetInvalid();
  trace::SpanId around_;
  std::string name_;
};

/// Writes findings to a span that is just ending.
class EndingSpan final : public detail::FindingTarget {
 public:
  explicit EndingSpan(NamedRecordable& span) noexcept : span_(span) {}

  trace::SpanContext context() const noexcept override { return span_.context(); }
  bool AddEvent(std::string_view name, const AttributeList& attributes) override {
    span_.inner().AddEvent(View(name), std::chrono::system_clock::now(), attributes);
    return true;
  }
  void SetAttribute(std::string_view key,
                    const opentelemetry::common::AttributeValue& value) override {
    span_.inner().SetAttribute(View(key), value);
  }

 private:
  NamedRecordable& span_;
};

class FindingProcessor : public detail::WatchingProcessor {
 public:
  explicit FindingProcessor(std::unique_ptr<sdk_trace::SpanProcessor> next)
      : WatchingProcessor(std::move(next)) {
    detail::OpenSpans::Begin();
  }
  FindingProcessor(const FindingProcessor&) = delete;
  FindingProcessor& operator=(const FindingProcessor&) = delete;
  ~FindingProcessor() override { detail::OpenSpans::End(); }

  void OnStart(Recordable& span, const trace::SpanContext& parent) noexcept override {
    auto& own = static_cast<NamedRecordable&>(span);
    if (parent.IsValid() && !parent.IsRemote()) own.set_around(parent.span_id());
    WatchingProcessor::OnStart(span, parent);
  }
  void OnEnd(std::unique_ptr<Recordable>&& span) noexcept override {
    if (!span) return;
    auto& own = static_cast<NamedRecordable&>(*span);  // MakeRecordable made it
    const TelemetryUse use;
    if (use) Report(own);
    next().OnEnd(own.TakeInner());
  }

 private:
  std::unique_ptr<Recordable> Watch(std::unique_ptr<Recordable> inner) override {
    return std::make_unique<NamedRecordable>(std::move(inner));
  }
  static void Report(NamedRecordable& span) noexcept try {
    const auto parent = detail::OpenSpans::Close(span.context().span_id());
    if (parent == nullptr) return;
    EndingSpan target{span};
    const detail::ScopeSums sums = parent->sums();
    detail::AddSums(sums, target);
    if (span.around().IsValid()) detail::OpenSpans::AddTo(span.around(), sums);
    insight::Words words;
    words.parent = span.name();
    words.parent_duration = span.duration().count();
    detail::ReportFindings(parent->TakeFindings(), words, &target);
  } catch (...) {  // no memory: the findings are lost
  }
};

}  // namespace

std::unique_ptr<sdk_trace::SpanProcessor> MakeFindingProcessor(
    std::unique_ptr<sdk_trace::SpanProcessor> next) {
  return std::make_unique<FindingProcessor>(std::move(next));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
