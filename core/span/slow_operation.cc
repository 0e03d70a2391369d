#include "core/span/slow_operation.h"

#include "core/process/floating_point_guard.h"
#include "core/span/attributes.h"
#include "core/sql/statement.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using SteadyTime = detail::OperationSpan::SteadyTime;

double Seconds(std::chrono::nanoseconds time) noexcept {
  return std::chrono::duration<double>{time}.count();
}

void AddStages(AttributeList& attributes, const SlowOperation& slow) noexcept {
  constexpr SteadyTime kUnknown{};
  SteadyTime from = slow.start;
  if (slow.stages.sent != kUnknown) {
    attributes.AddFraction(attribute::kStageSend, Seconds(slow.stages.sent - from));
    from = slow.stages.sent;
  }
  if (slow.stages.answered != kUnknown) {
    attributes.AddFraction(attribute::kStageWait, Seconds(slow.stages.answered - from));
    attributes.AddFraction(attribute::kStageRead, Seconds(slow.end - slow.stages.answered));
  } else if (slow.stages.sent != kUnknown) {
    attributes.AddFraction(attribute::kStageWait, Seconds(slow.end - from));
  }
}

}  // namespace

AttributeList EventOf(const SlowOperation& slow) noexcept {
  const FloatingPointGuard floating_point_guard;
  AttributeList attributes;
  attributes.AddFraction(attribute::kSlowThreshold, Seconds(slow.threshold));
  attributes.AddFraction(attribute::kSlowDuration, Seconds(slow.duration));
  AddStages(attributes, slow);
  return attributes;
}

void AddOperation(const detail::OperationIdentity& operation, const Options& options,
                  AttributeList& attributes) noexcept {
  const EndpointFields& fields = operation.endpoint->fields();
  attributes.AddText(attribute::kSystemName, fields.system.name());
  attributes.AddText(attribute::kNamespace, fields.database);
  attributes.AddText(attribute::kOperationName, operation.name);
  if (operation.statement == nullptr) return;
  attributes.AddText(attribute::kQuerySummary, operation.statement->summary);
  if (options.query_text != QueryText::kOff) {
    attributes.AddText(attribute::kQueryText, operation.statement->text);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
