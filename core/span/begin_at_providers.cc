// Begins the operations that no sink takes: a span of the OpenTelemetry API, a measurement, or
// both.
#include <opentelemetry/nostd/function_ref.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_context_kv_iterable_view.h>
#include <opentelemetry/trace/span_startoptions.h>

#include <chrono>
#include <cstddef>

#include "core/span/attribute_list.h"
#include "core/span/instrumenter_state.h"
#include "core/span/span_name.h"
#include "core/span/start_attributes.h"
#include "core/span/telemetry.h"
#include "core/span/watcher.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/operation.h"
#include "dbspan/suppression.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

/// A link without attributes.
class Link : public trace::SpanContextKeyValueIterable {
 public:
  explicit Link(const trace::SpanContext& to) noexcept : to_(to) {}
  bool ForEachKeyValue(
      nostd::function_ref<bool(trace::SpanContext, const opentelemetry::common::KeyValueIterable&)>
          callback) const noexcept override {
    return callback(to_, opentelemetry::common::NoopKeyValueIterable{});
  }
  std::size_t size() const noexcept override { return 1; }

 private:
  const trace::SpanContext& to_;
};

/// Returns the start time of an operation on the system clock.
std::chrono::system_clock::time_point SystemStart(const Operation& operation) noexcept {
  const auto now = std::chrono::system_clock::now();
  if (operation.since == OperationSpan::SteadyTime{}) return now;
  return now - std::chrono::duration_cast<std::chrono::system_clock::duration>(
                   OperationSpan::Now() - operation.since);
}

}  // namespace

void InstrumenterState::BeginAtProviders(const Telemetry& telemetry, const Operation& operation,
                                         OperationSpan& started) const {
  StatementPtr own;
  const StatementPtr& statement = operation.sql.empty() ? own : FindStatement(operation, own);
  started.telemetry_ = &telemetry;
  started.slow_threshold_ = switches_->slow_threshold();
  const bool timed = telemetry.instruments != nullptr || started.slow_threshold_.count() != 0 ||
                     telemetry.looked_on;
  if (timed) started.start_ = OperationSpan::Now();
  if (operation.since != OperationSpan::SteadyTime{}) started.start_ = operation.since;
  if (telemetry.records_spans) StartSpan(operation, statement.get(), started);
  started.observed_ =
      started.recording_ || timed || options_.exceptions != ExceptionSignal::kEvents;
  if (started.observed_ || options_.sqlcommenter != SqlCommenter::kOff) {
    KeepIdentity(operation, statement, started);
  }
  if (telemetry.watched)
    Watcher::NoteStart({operation, statement.get(), options_}, started.sink_span_);
  started.instrumenter_ = this;  // last: if anything throws before, the span is empty
}

void InstrumenterState::StartSpan(const Operation& operation, const Statement* statement,
                                  OperationSpan& started) const {
  // Operations of samplers and processors on databases are not the application's. Suppressing them
  // also keeps `statement`, this thread's latest statement, valid.
  const SuppressInstrumentation quiet;
  StartAttributes attributes{operation, statement, options_};
  const SpanName name{operation, statement};
  trace::StartSpanOptions start;
  start.kind = trace::SpanKind::kClient;
  if (started.start_ == OperationSpan::SteadyTime{}) {
    // Read before the SDK reads its other clock, so that the span never ends before its events.
    start.start_steady_time = OperationSpan::Now();
  } else {
    // The span gets exactly the measured start time, so that events can have times within it.
    started.start_system_ = SystemStart(operation);
    start.start_steady_time = started.start_;
    start.start_system_time = opentelemetry::common::SystemTimestamp{started.start_system_};
  }
  const auto start_linked = [&](const trace::SpanContextKeyValueIterable& links) {
    started.span_ =
        started.telemetry_->tracer->StartSpan(View(name.view()), attributes, links, start);
  };
  if (operation.link != nullptr && operation.link->IsValid()) {
    start_linked(Link{*operation.link});
  } else {
    start_linked(trace::NullSpanContext());
  }
  const trace::Span* const span = started.api_span();
  started.recording_ = span != nullptr && span->IsRecording();
  if (started.telemetry_->watched) attributes.MoveTextTo(started.sink_span_.text);
  if (!started.recording_) return;
  // Read after StartSpan: an event must not be earlier than the start that the SDK has read.
  if (started.start_ == OperationSpan::SteadyTime{}) {
    started.start_system_ = std::chrono::system_clock::now();
  }
  started.milestone_ = options_.stream_milestone;
  if (options_.hooks.on_start) {
    CallHook("on_start", options_.hooks.on_start, operation, **started.span_);
  }
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
