#include "core/span/measured_operation.h"

#include <time.h>

#include <atomic>
#include <chrono>

#include "core/process/process_life.h"
#include "core/process/thread_marks.h"
#include "core/span/current_context.h"
#include "core/span/instrumenter_state.h"
#include "core/span/telemetry.h"
#include "core/sql/statement.h"
#include "core/sql/statement_cache.h"
#include "dbspan/suppression.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

[[gnu::always_inline]] inline MeasuredOperation::SteadyTime Now() noexcept {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return MeasuredOperation::SteadyTime{std::chrono::seconds{now.tv_sec} +
                                       std::chrono::nanoseconds{now.tv_nsec}};
}

}  // namespace

// Checks the conditions of AdmitEnabled and Begin. Returns true, and has set all but the time, if
// the operation needs to be measured and nothing else. Sets each field as soon as it is known, so
// that few values are kept in registers.
[[gnu::always_inline]] inline bool InstrumenterState::PrepareMeasured(
    MeasuredOperation& prepared, const Endpoint& endpoint, std::uint32_t dimension) const noexcept {
  Sink::Measured& measured = prepared.measured_;
  measured.endpoint = endpoint.sink_id().get();
  measured.dimension = dimension;
  if (!only_measures_ || measured.endpoint == 0 || dimension == 0) return false;
  const Switches& switches = *switches_;
  if (!switches.enabled() || switches.require_parent()) return false;
  if (switches.slow_threshold().count() != 0 || ThreadMarks::Suppress()) return false;
  const TelemetryUse use;
  const Telemetry* const telemetry = telemetry_.load(std::memory_order_acquire);
  const Sink::Measuring by = Sink::measuring();
  prepared.telemetry_ = telemetry;
  measured.by = by;
  if (by.serial() == 0 || by.generation() != use.generation()) return false;
  if (telemetry->generation != use.generation()) return false;
  if (telemetry->installation != Sink::installation() || telemetry->sink == nullptr) return false;
  if (telemetry->looked_on || !telemetry->StaysInSink()) return false;
  measured.scope = telemetry->sink_scope;
  return CurrentContext::IsEmpty();
}

MeasuredOperation::MeasuredOperation(const Instrumenter& instrumenter, const Endpoint& endpoint,
                                     std::uint32_t dimension) noexcept {
  const InstrumenterState& state = *instrumenter.state_;
  if (!state.PrepareMeasured(*this, endpoint, dimension)) return;
  instrumenter_ = &state;
  // The clock is read last, so that nothing else has to be kept during that call.
  measured_.since = Now();
}

void MeasuredOperation::Learn(const Instrumenter& instrumenter, const Endpoint& endpoint,
                              std::string_view sql, const SqlSettings& settings,
                              KnownStatements& known) noexcept {
  const InstrumenterState& state = *instrumenter.state_;
  const sql_text::Syntax syntax = state.SyntaxOf(endpoint.fields().system, settings);
  const Statement* const statement = state.statements_->FindRecent(sql, syntax);
  const std::uint32_t dimension = statement == nullptr ? 0 : statement->dimension_id.get();
  if (dimension != 0) known.Put(sql, settings, dimension);
}

void MeasuredOperation::EndAt(const Sink::Counts& counts, SteadyTime when) noexcept {
  if (instrumenter_ == nullptr) return;
  const InstrumenterState& instrumenter = *std::exchange(instrumenter_, nullptr);
  telemetry_->sink->Measure(measured_, counts, instrumenter.options(), when);
}

OperationSpan MeasuredOperation::Continue() noexcept {
  OperationSpan general;
  if (instrumenter_ == nullptr) return general;
  const InstrumenterState* const instrumenter = std::exchange(instrumenter_, nullptr);
  const TelemetryUse use;
  if (use.generation() != measured_.by.generation()) return general;
  general.instrumenter_ = instrumenter;
  general.telemetry_ = telemetry_;
  general.observed_ = true;
  telemetry_->sink->Continue(measured_, general.sink_span_);
  return general;
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
