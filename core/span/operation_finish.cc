#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/metrics/provider.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "core/metrics/measurement.h"
#include "core/metrics/statement_reporter.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/span/called_from.h"
#include "core/span/error_message.h"
#include "core/span/instrumenter_state.h"
#include "core/span/log_record.h"
#include "core/span/slow_operation.h"
#include "core/span/span_outcome.h"
#include "core/span/telemetry.h"
#include "core/span/watcher.h"
#include "core/sql/statement.h"
#include "dbspan/detail/operation_span.h"

// The end of an operation: attributes, measurements and reports.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

using SteadyTime = OperationSpan::SteadyTime;

std::string_view NameInReports(const OperationIdentity& operation,
                               const Options& options) noexcept {
  if (operation.statement == nullptr) return operation.name;
  const bool texts = options.query_text != QueryText::kOff;
  return texts ? operation.statement->text : operation.statement->summary;
}

/// Keeps the meter provider of an operation's instruments alive while they are used. False if the
/// process-wide provider has changed since the operation started.
class MetersInUse {
 public:
  MetersInUse(const Telemetry& telemetry, const Options& options) noexcept {
    if (telemetry.instruments == nullptr) return;
    own_ = options.meter_provider.get() != nullptr;
    if (own_) return;  // the options hold it
    held_ = opentelemetry::metrics::Provider::GetMeterProvider();
    same_ = held_.get() == telemetry.meter_provider;
  }
  explicit operator bool() const noexcept { return own_ || same_; }

 private:
  nostd::shared_ptr<opentelemetry::metrics::MeterProvider> held_;
  bool own_ = false;
  bool same_ = false;
};

/// Adds the place of the call to the span; `span` is null if a sink takes the operation.
void RecordPlace(const CalledFrom& place, const Telemetry& telemetry, trace::Span* span,
                 SinkSpan& sink_span) noexcept {
  AttributeList attributes;
  place.AddTo(attributes);
  if (attributes.size() == 0) return;
  if (sink_span.in_use) return telemetry.sink->AddAttributes(sink_span, attributes);
  if (span == nullptr) return;
  attributes.ForEachKeyValue([span](auto key, auto value) noexcept {
    span->SetAttribute(key, value);
    return true;
  });
}

bool IsSlow(std::chrono::nanoseconds duration, std::chrono::nanoseconds threshold) noexcept {
  return threshold.count() != 0 && duration >= threshold;
}

bool Fails(const Outcome& outcome, const Options& options) noexcept {
  return outcome.error && FailsSpan(*outcome.error, options);
}

}  // namespace

// Throws nothing.
void OperationSpan::Finish(const Outcome& outcome, SteadyTime when) try {
  const Options& options = instrumenter_->options();
  std::optional<OneCalledFrom> one_place;
  if (outcome.error || staged() || telemetry_->looked_on) one_place.emplace();
  if (trace::Span* const span = api_span(); recording_ && span != nullptr) {
    RecordOutcome(*span, outcome, options, SystemTimeOf(when));
    if (options.hooks.on_end) {
      instrumenter_->CallHook("on_end", options.hooks.on_end, outcome, *span);
    }
  }
  if (Fails(outcome, options)) {
    const bool thrown = !outcome.error->exception.empty();
    if (thrown && options.exceptions != ExceptionSignal::kEvents) LogException(*outcome.error);
    const bool slow = start_ != SteadyTime{} && IsSlow(when - start_, slow_threshold_);
    if (recording_ && !slow) {  // ReportSlow records the place of a slow operation
      RecordPlace(FindCalledFrom(), *telemetry_, api_span(), sink_span_);
    }
  }
  if (start_ != SteadyTime{}) FinishTimed(outcome, when);
} catch (...) {  // out of memory: the span ends with what it has
}

void OperationSpan::FinishTimed(const Outcome& outcome, SteadyTime when) {
  const Options& options = instrumenter_->options();
  const auto duration = when - start_;
  // A new meter provider may have the address of a destroyed one; operations that start now then
  // have other instruments.
  const MetersInUse meters{*telemetry_, options};
  const Telemetry* const now =
      meters ? instrumenter_->CurrentTelemetry(telemetry_->generation) : nullptr;
  if (now != nullptr && now->instruments == telemetry_->instruments) {
    Measure(*telemetry_->instruments, *instrumenter_->series_limit_, options, *identity_, outcome,
            duration);
  }
  if (telemetry_->looked_on) LookOn(outcome, when);
  if (IsSlow(duration, slow_threshold_)) ReportSlow(duration, when);
}

void OperationSpan::LookOn(const Outcome& outcome, SteadyTime when) {
  const Options& options = instrumenter_->options();
  const bool born_here = telemetry_->generation == instrumenter_->born_in_;
  if (instrumenter_->reporter_ != nullptr && born_here) {
    const bool failed = Fails(outcome, options);
    instrumenter_->reporter_->Add(NameInReports(*identity_, options), when - start_, failed);
  }
  if (!telemetry_->watched) return;
  const auto place = Watcher::NoteEnd(
      {*identity_, outcome, options, sink_span_.extra.get(), start_, when}, sink_span_);
  if (!place || !recording_) return;
  if (Fails(outcome, options) || IsSlow(when - start_, slow_threshold_)) return;  // recorded anyway
  RecordPlace(*place, *telemetry_, api_span(), sink_span_);
}

void OperationSpan::ReportSlow(std::chrono::nanoseconds duration, SteadyTime end) {
  const SlowOperation slow{*identity_, slow_threshold_, duration, stages_, start_, end};
  AttributeList attributes = EventOf(slow);
  if (recording_ && sink_span_.in_use) {
    telemetry_->sink->AddEvent(sink_span_, attribute::kSlowEvent, attributes, end);
  } else if (recording_) {
    (*span_)->AddEvent(View(attribute::kSlowEvent), SystemTimeOf(end), attributes);
  }
  const CalledFrom place = FindCalledFrom();
  if (recording_) RecordPlace(place, *telemetry_, api_span(), sink_span_);
  AddOperation(slow.operation, instrumenter_->options(), attributes);
  place.AddTo(attributes);
  telemetry_->Emit(
      instrumenter_->options(), instrumenter_->client_.scope,
      {attribute::kSlowEvent, opentelemetry::logs::Severity::kWarn, context(), attributes});
}

void OperationSpan::LogException(const Error& error) const {
  const Options& options = instrumenter_->options();
  const std::string message = RecordableMessage(error, options.error_messages);
  AttributeList attributes{identity_->endpoint.get()};
  attributes.AddText(attribute::kExceptionType, error.exception);
  attributes.AddText(attribute::kExceptionMessage, message);
  attributes.AddText(attribute::kOperationName, identity_->name);
  if (identity_->statement != nullptr) {
    attributes.AddText(attribute::kQuerySummary, identity_->statement->summary);
  }
  const CalledFrom place = FindCalledFrom();
  place.AddTo(attributes);
  telemetry_->Emit(
      options, instrumenter_->client_.scope,
      {attribute::kExceptionLog, opentelemetry::logs::Severity::kWarn, context(), attributes});
}

std::chrono::system_clock::time_point OperationSpan::SystemTimeOf(SteadyTime when) const noexcept {
  using std::chrono::duration_cast;
  using std::chrono::system_clock;
  if (start_ != SteadyTime{}) {
    return start_system_ + duration_cast<system_clock::duration>(when - start_);
  }
  // The span's steady clock was read before its system clock, and here the system clock is read
  // first. So the time between two readings only moves the span's end after this time.
  const auto now = system_clock::now();
  return std::max(now - duration_cast<system_clock::duration>(Now() - when), start_system_);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
