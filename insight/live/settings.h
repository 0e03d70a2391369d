#pragma once

#include "dbspan/finding.h"
#include "dbspan/version.h"
#include "insight/thresholds.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// What the environment says: `DBSPAN_FINDINGS`, `DBSPAN_FINDING_THRESHOLDS`.
struct FindingSettings {
  FindingSignal signal = FindingSignal::kOff;
  insight::Thresholds thresholds;
};

/// Read from the environment once.
const FindingSettings& GetFindingSettings();

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
