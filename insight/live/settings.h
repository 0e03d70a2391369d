#pragma once

#include "dbspan/finding.h"
#include "dbspan/version.h"
#include "insight/thresholds.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Settings for findings from the environment: `DBSPAN_FINDINGS`, `DBSPAN_FINDING_THRESHOLDS`.
struct FindingSettings {
  FindingSignal signal = FindingSignal::kOff;
  insight::Thresholds thresholds;
};

/// Returns the settings. The environment is read once.
const FindingSettings& GetFindingSettings();

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
