// Reports of an instrumenter: the statements that took most time, and hooks that failed.
#include <opentelemetry/logs/severity.h>
#include <opentelemetry/trace/span_context.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "core/log/log_once.h"
#include "core/metrics/statement_reporter.h"
#include "core/process/process_life.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/span/instrumenter_state.h"
#include "core/span/log_record.h"
#include "core/span/telemetry.h"
#include "dbspan/statement_report.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

namespace trace = opentelemetry::trace;

StatementReport InstrumenterState::statement_report() const {
  const bool reports = reporter_ != nullptr && ProcessLife::Generation() == born_in_;
  return reports ? reporter_->Snapshot() : StatementReport{};
}

void InstrumenterState::Publish(const StatementReport& report) const {
  const TelemetryUse use;
  if (!use) return;
  if (options_.hooks.on_report) CallHook("on_report", options_.hooks.on_report, report);
  for (const StatementTime& time : report.statements) {
    const auto seconds = [](std::chrono::duration<double> value) { return value.count(); };
    AttributeList attributes;
    attributes.AddText(attribute::kQueryText, time.statement);
    attributes.AddNumber(attribute::kReportCount, static_cast<std::int64_t>(time.count));
    attributes.AddNumber(attribute::kReportErrors, static_cast<std::int64_t>(time.errors));
    attributes.AddFraction(attribute::kReportTotal, seconds(time.total));
    attributes.AddFraction(attribute::kReportLongest, seconds(time.longest));
    telemetry_.load(std::memory_order_acquire)
        ->Emit(options_, client_.scope,
               {attribute::kReportLog, opentelemetry::logs::Severity::kInfo,
                trace::SpanContext::GetInvalid(), attributes});
  }
}

void InstrumenterState::OnHookFailure(const char* hook) const noexcept try {
  hook_failures_.fetch_add(1, std::memory_order_relaxed);
  LogOnce("the hook " + std::string{hook} + " of " + std::string{client_.scope} +
          " threw; it is ignored");
} catch (...) {  // no memory for the message
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
