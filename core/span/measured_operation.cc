#include "core/span/measured_operation.h"

#include <time.h>

#include <atomic>
#include <chrono>

#include "core/process/process_life.h"
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

// Checks the conditions of AdmitEnabled and Begin. Starts the operation only if it needs to be
// measured and nothing else.
[[gnu::always_inline]] inline void InstrumenterState::StartMeasured(
    MeasuredOperation& started, const Endpoint& endpoint, std::uint32_t dimension) const noexcept {
  if (!only_measures_) return;
  const Switches& switches = *switches_;
  if (!switches.enabled() || switches.require_parent()) return;
  if (switches.slow_threshold().count() != 0) return;
  if (SuppressInstrumentation::Active()) return;
  const TelemetryUse use;
  const Telemetry* const telemetry = telemetry_.load(std::memory_order_acquire);
  if (use.generation() != telemetry->generation) return;
  if (telemetry->installation != Sink::installation() || telemetry->sink == nullptr) return;
  if (telemetry->looked_on || !telemetry->StaysInSink()) return;
  if (!CurrentContext::IsEmpty()) return;
  const Sink::Measuring by = Sink::measuring();
  if (by.serial == 0 || by.generation != use.generation()) return;
  const std::uint32_t endpoint_id = endpoint.sink_id().get();
  if (endpoint_id == 0 || dimension == 0) return;
  Sink::Measured& measured = started.measured_;
  measured.by = by;
  measured.scope = telemetry->sink_scope;
  measured.endpoint = endpoint_id;
  measured.dimension = dimension;
  measured.since = Now();
  started.telemetry_ = telemetry;
  started.instrumenter_ = this;
}

MeasuredOperation::MeasuredOperation(const Instrumenter& instrumenter, const Endpoint& endpoint,
                                     std::uint32_t dimension) noexcept {
  instrumenter.state_->StartMeasured(*this, endpoint, dimension);
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
  const TelemetryUse use;
  if (use.generation() != measured_.by.generation) return;
  telemetry_->sink->Measure(measured_, counts, instrumenter.options(), when);
}

OperationSpan MeasuredOperation::Continue() noexcept {
  OperationSpan general;
  if (instrumenter_ == nullptr) return general;
  const InstrumenterState* const instrumenter = std::exchange(instrumenter_, nullptr);
  const TelemetryUse use;
  if (use.generation() != measured_.by.generation) return general;
  general.instrumenter_ = instrumenter;
  general.telemetry_ = telemetry_;
  general.observed_ = true;
  telemetry_->sink->Continue(measured_, general.sink_span_);
  return general;
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
