#include "insight/live/settings.h"

#include <string>
#include <vector>

#include "core/options/environment_reader.h"
#include "core/options/variable_table.h"
#include "core/process/never_destroyed.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

constexpr Choice<FindingSignal> kSignals[] = {
    {"off", FindingSignal::kOff}, {"log", FindingSignal::kLogs}, {"event", FindingSignal::kEvents}};

FindingSettings Read() {
  FindingSettings settings;
  const EnvironmentReader reader = EnvironmentReader::OfProcess();
  reader.Choose(reader.Find("DBSPAN_FINDINGS"), kSignals, settings.signal);
  const auto thresholds = reader.Find("DBSPAN_FINDING_THRESHOLDS");
  if (!thresholds) return settings;
  const std::vector<std::string> parts = SplitList(thresholds->value);
  if (parts.empty()) reader.Reject(*thresholds, insight::AcceptedThresholds());
  for (const std::string& part : parts) {
    const std::string wrong = insight::ReadThreshold(part, settings.thresholds);
    if (!wrong.empty()) reader.Say("DBSPAN_FINDING_THRESHOLDS: " + wrong);
  }
  return settings;
}

}  // namespace

const FindingSettings& GetFindingSettings() {
  static const auto& settings = Leak<FindingSettings>(Read());  // used during exit
  return settings;
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
