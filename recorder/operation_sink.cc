#include "recorder/operation_sink.h"

#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_metadata.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <string>

#include "core/process/process_life.h"
#include "core/span/current_context.h"
#include "core/span/error_message.h"
#include "core/span/span_outcome.h"
#include "recorder/bound_thread.h"
#include "recorder/describing.h"
#include "recorder/encoded_attributes.h"
#include "recorder/merged_spans.h"
#include "recorder/otlp/fields.h"
#include "recorder/otlp/log_record.h"
#include "recorder/process.h"
#include "recorder/scope.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

using otlp::AttributesOf;

std::int64_t Nanoseconds(Sink::SteadyTime time) noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

/// Returns the current span, by the type that the API stores; null if there is none.
const trace::Span* SpanIn(const context::ContextValue& value) noexcept {
  const auto* const span = nostd::get_if<nostd::shared_ptr<trace::Span>>(&value);
  return span != nullptr ? span->get() : nullptr;
}

/// Returns whether interned ids and the text of the operation describe it completely.
bool IsPlain(const Operation& operation, const Options& options,
             const RecorderSettings& settings) noexcept {
  return operation.link == nullptr && options.parameters.empty() &&
         options.conventions == Conventions::kStable &&
         (settings.baggage_keys.empty() || CurrentContext::IsEmpty()) &&
         settings.spans_per_name_per_second <= 0;
}

[[gnu::cold, gnu::noinline]] Recorder* StopMeasuring(const Sink::Measuring& ended) noexcept {
  Sink::StopMeasuring(ended);
  return nullptr;
}

/// Returns the recorder that measures what has started with `measuring`; null if there is another
/// one by now, or none that only measures.
[[gnu::always_inline]] inline Recorder* RecorderOf(const Sink::Measuring& measuring) noexcept {
  Recorder* const recorder = Existing();
  const bool same = recorder != nullptr && recorder->short_serial() == measuring.serial();
  if (__builtin_expect(static_cast<long>(same), 1L) == 0) return StopMeasuring(measuring);
  return recorder->OnlyMeasuresRoots() ? recorder : nullptr;
}

std::string_view SeverityText(opentelemetry::logs::Severity severity) noexcept {
  return severity == opentelemetry::logs::Severity::kWarn ? "WARN" : "INFO";
}

class RecorderSink final : public Sink {
 public:
  Scope ScopeOf(std::string_view scope) const noexcept override { return recorder::ScopeOf(scope); }

  Interest Start(const Beginning& beginning, Span& span) const noexcept override {
    Room& room = *new (span.room) Room;
    span.in_use = true;
    Recorder* const recorder = Current();
    if (recorder == nullptr) return {};
    OpenSpan& open = room.open;
    const std::int64_t since = Nanoseconds(beginning.since);
    if (CurrentContext::IsEmpty()) {
      recorder->Start(recorder->process_parent(), open, since);
    } else {
      StartInContext(*recorder, since, span);
    }
    if (!beginning.measures) open.measured = false;
    return {open.recording(), open.measured};
  }

  bool Describe(const Description& description, Span& span) const noexcept override {
    Recorder* const recorder = Current();
    if (recorder == nullptr) return false;
    OpenSpan& open = RoomOf(span).open;
    const Operation& operation = description.operation;
    const TextId endpoint = operation.endpoint->sink_id().get();
    const TextId statement = KnownNumber(operation, description.statement);
    const TextId dimension =
        statement == 0 ? 0 : recorder->texts().RememberedDimensionOf(statement);
    if (endpoint == 0 || dimension == 0) {
      DescribeSlowly(description, *recorder, span);
    } else if (!open.recording()) {
      recorder->DescribeMeasured(open, description.scope, endpoint, dimension);
    } else if (!DescribeKnown(description, endpoint, statement, dimension, *recorder, span)) {
      DescribeSlowly(description, *recorder, span);
    }
    return open.recording();
  }

  bool StartMeasured(const Description& description, SteadyTime since,
                     Span& span) const noexcept override {
    Recorder* const recorder = Existing();
    if (recorder == nullptr || !recorder->OnlyMeasuresRoots()) return false;
    const TextId endpoint = description.operation.endpoint->sink_id().get();
    const TextId statement = KnownNumber(description.operation, description.statement);
    if (endpoint == 0 || statement == 0) return false;
    const TextId dimension = recorder->texts().RememberedDimensionOf(statement);
    if (dimension == 0) return false;
    Room& room = *new (span.room) Room;
    span.in_use = true;
    recorder->StartMeasured(room.open, description.scope, endpoint, dimension, Nanoseconds(since));
    return true;
  }

  // While `Sink::measuring()` stays the same, so does the recorder, and with it the sums of a
  // series that is bound to this thread.
  void Measure(const Measured& operation, const Counts& counts, const Options& options,
               SteadyTime when) const noexcept override {
    const TelemetryUse use;
    if (use.generation() != operation.by.generation()) return;
    const detail::BoundSeries& bound = detail::OwnBound::Own().PlaceOf(operation);
    const bool is_bound = bound.of.IsLike(operation) && measuring() == operation.by;
    if (__builtin_expect(static_cast<long>(is_bound), 1L) == 0) {
      return MeasureAndBind(operation, counts, options, when);
    }
    if (bound.off->load(std::memory_order_relaxed) != 0) return;
    AddAlone(*bound.sums, *bound.bounds, ValuesOf(operation, counts, options, when));
  }

  void Continue(const Measured& operation, Span& span) const noexcept override {
    Room& room = *new (span.room) Room;
    span.in_use = true;
    Recorder* const recorder = RecorderOf(operation.by);
    if (recorder == nullptr) return;
    recorder->StartMeasured(room.open, static_cast<ScopeId>(operation.scope), operation.endpoint,
                            operation.dimension, Nanoseconds(operation.since));
  }

  void AddAttributes(Span& span, const AttributeList& attributes) const noexcept override try {
    span.MakeExtra().fields += Encode(AttributesOf::kSpan, attributes);
  } catch (...) {  // no memory: the attributes are lost
  }

  void AddEvent(Span& span, std::string_view name, const AttributeList& attributes,
                SteadyTime when) const noexcept override try {
    const OpenSpan& open = RoomOf(span).open;
    const std::int64_t since_start = std::max<std::int64_t>(Nanoseconds(when) - open.since, 0);
    otlp::AddEvent(span.MakeExtra().fields, open.header.start + since_start, name,
                   Encode(AttributesOf::kEvent, attributes));
  } catch (...) {  // no memory: the event is lost
  }

  void End(Span& span, const Outcome& outcome, const Options& options,
           SteadyTime when) const noexcept override {
    Recorder* const recorder = Current();
    if (recorder == nullptr) return;
    OpenSpan& open = RoomOf(span).open;
    const std::int64_t end = Nanoseconds(when);
    if (open.recording() || outcome.error) {
      return EndRecorded(*recorder, span, outcome, options, end);
    }
    const std::int64_t rows = options.rows ? outcome.returned_rows : Outcome::kUnknown;
    recorder->EndMeasured(open, {0, rows, outcome.hits, outcome.misses},
                          options.metric_series_limit, end);
  }

  void CountFinding(std::size_t kind) const noexcept override {
    if (Recorder* const recorder = Current()) recorder->CountFinding(kind);
  }

  void OnParentEnd(const trace::SpanContext& parent) const noexcept override {
    Recorder* const recorder = Current();
    if (recorder == nullptr || recorder->settings().merge_faster_than == 0) return;
    SpanId id{};
    std::copy_n(parent.span_id().Id().data(), id.size(), id.begin());
    MergedSpans::EndBelow(*recorder, id);
  }

  void Drop(Span& span) const noexcept override { span.in_use = false; }

  trace::SpanContext ContextOf(const Span& span) const noexcept override {
    OpenSpan& open = RoomOf(span).open;
    if (!open.has_ids) {
      if (Recorder* const recorder = Current()) recorder->MakeIds(open);
    }
    const RecordHeader& header = open.header;
    const trace::TraceFlags flags{header.trace_flags};
    const trace::TraceId trace_id{nostd::span<const std::uint8_t, 16>{header.trace_id.data(), 16}};
    const trace::SpanId span_id{nostd::span<const std::uint8_t, 8>{header.span_id.data(), 8}};
    if (span.extra == nullptr || !span.extra->trace_state) {
      return trace::SpanContext{trace_id, span_id, flags, false};
    }
    return trace::SpanContext{trace_id, span_id, flags, false, span.extra->trace_state};
  }

  void Log(Scope scope, const LogEntry& entry) const noexcept override try {
    Recorder* const recorder = Current();
    if (recorder == nullptr || !recorder->settings().logs) return;
    otlp::LogRecord record;
    record.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
    record.severity = static_cast<std::uint32_t>(entry.severity);
    record.severity_text = SeverityText(entry.severity);
    record.event_name = record.body = entry.event;
    if (entry.span.IsValid()) {
      std::copy_n(entry.span.trace_id().Id().data(), record.trace_id.size(),
                  record.trace_id.begin());
      std::copy_n(entry.span.span_id().Id().data(), record.span_id.size(), record.span_id.begin());
      record.trace_flags = entry.span.trace_flags().flags();
    }
    record.attributes = Encode(AttributesOf::kLogRecord, entry.attributes);
    recorder->Log(scope, otlp::Encode(record));
  } catch (...) {  // no memory: the record is lost
  }

 private:
  /// Fast path: describes an operation that is recorded by ids that are interned already. Returns
  /// false and changes nothing if it needs more than those.
  static bool DescribeKnown(const Description& description, TextId endpoint, TextId statement,
                            TextId dimension, Recorder& recorder, Span& span) noexcept {
    if (!IsPlain(description.operation, description.options, recorder.settings())) return false;
    TextUse use = recorder.UseTexts();
    if (!use.IsCurrent(statement)) return false;
    Room& room = RoomOf(span);
    recorder.Describe(room.open, description.scope, endpoint, statement, dimension, use);
    room.batch_size = description.operation.batch_size;
    try {
      AddText(description.operation, description.statement, description.options, span.text);
    } catch (...) {  // no memory: the operation is recorded without the text
    }
    return true;
  }

  [[gnu::noinline]] static void DescribeSlowly(const Description& description, Recorder& recorder,
                                               Span& span) noexcept try {
    DescribeInFull(description, recorder, span);
  } catch (...) {  // no memory: the operation is recorded without the rest
  }

  [[gnu::noinline]] static void StartInContext(Recorder& recorder, std::int64_t since,
                                               Span& span) noexcept {
    const context::ContextValue current = CurrentContext::Get().GetValue(trace::kSpanKey);
    if (const trace::Span* const span_above = SpanIn(current)) {
      return StartBelow(span_above->GetContext(), recorder, since, span);
    }
    recorder.Start(recorder.process_parent(), RoomOf(span).open, since);
  }

  static void StartBelow(const trace::SpanContext& parent, Recorder& recorder, std::int64_t since,
                         Span& span) noexcept {
    const bool valid = parent.IsValid();
    recorder.Start(valid ? &parent : recorder.process_parent(), RoomOf(span).open, since);
    if (valid && !parent.trace_state()->Empty()) KeepTraceState(parent, span);
  }

  static void KeepTraceState(const trace::SpanContext& parent, Span& span) noexcept try {
    Span::Extra& extra = span.MakeExtra();
    extra.trace_state = parent.trace_state();
    otlp::AddTraceState(extra.fields, extra.trace_state->ToHeader());
  } catch (...) {  // no memory: the span has no trace state
  }

  [[gnu::always_inline]] static inline recorder::Measured ValuesOf(const Measured& operation,
                                                                   const Counts& counts,
                                                                   const Options& options,
                                                                   SteadyTime when) noexcept {
    const std::int64_t rows = options.rows ? counts.rows : Outcome::kUnknown;
    return {Nanoseconds(when) - Nanoseconds(operation.since), rows, counts.hits, counts.misses};
  }

  [[gnu::noinline]] static void MeasureAndBind(const Measured& operation, const Counts& counts,
                                               const Options& options, SteadyTime when) noexcept {
    Recorder* const recorder = RecorderOf(operation.by);
    if (recorder == nullptr) return;
    recorder->MeasureAndBind(operation, ValuesOf(operation, counts, options, when),
                             options.metric_series_limit);
  }

  [[gnu::noinline]] static void EndRecorded(Recorder& recorder, const Span& span,
                                            const Outcome& outcome, const Options& options,
                                            std::int64_t end) noexcept {
    const Room& room = RoomOf(span);
    Ending ending;
    ending.series_limit = options.metric_series_limit;
    ending.batch_size = room.batch_size;
    ending.query_text = span.text.view();
    if (span.extra != nullptr) ending.encoded = span.extra->fields;
    if (options.rows) {
      ending.returned_rows = outcome.returned_rows;
      ending.affected_rows = outcome.affected_rows;
    }
    ending.cache_events = options.cache_events;
    ending.hits = outcome.hits;
    ending.misses = outcome.misses;
    ending.warnings = outcome.warnings;
    ending.transaction_aborted = outcome.transaction_aborted;
    ending.status_code = outcome.status_code;
    OpenSpan& open = RoomOf(span).open;
    if (outcome.error) return EndFailed(recorder, open, *outcome.error, options, ending, end);
    const bool merges = recorder.settings().merge_faster_than > 0;
    if (merges && MergedSpans::Take(recorder, open, ending, end)) return;
    recorder.End(open, ending, end);
  }

  [[gnu::noinline]] static void EndFailed(Recorder& recorder, OpenSpan& open, const Error& error,
                                          const Options& options, Ending& ending,
                                          std::int64_t end) noexcept {
    ending.failed = FailsSpan(error, options);
    ending.error_type = error.type;
    ending.error_retry = NameOf(error.retry);
    std::string message;
    if (open.recording() && ending.failed) {
      try {
        message = RecordableMessage(error, options.error_messages);
      } catch (...) {  // no memory for the message
      }
    }
    ending.error_message = message;
    if (options.exceptions != ExceptionSignal::kLogs) ending.exception_type = error.exception;
    recorder.End(open, ending, end);
  }
};

}  // namespace

const Sink& OperationSink() noexcept {
  static const RecorderSink sink;  // never destroyed, because its destructor is trivial
  return sink;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
