#pragma once

#include <vector>

#include "insight/finding.h"
#include "insight/finished_operation.h"
#include "insight/thresholds.h"

namespace dbspan::insight {

/// Returns all findings about these operations, the most expensive first. The operations may be in
/// any order. Other operations between repetitions do not hide them. Each finding contains the ids
/// of all its operations.
std::vector<Finding> FindAll(const std::vector<FinishedOperation>& operations,
                             const Thresholds& thresholds);

}  // namespace dbspan::insight
