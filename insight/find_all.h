#pragma once

#include <vector>

#include "insight/finding.h"
#include "insight/finished_operation.h"
#include "insight/thresholds.h"

namespace dbspan::insight {

/// Returns everything that is wrong with these operations, the costliest first. They may come in
/// any order. Other operations in between do not hide a repetition. Each finding has the ids of all
/// operations that it is about.
std::vector<Finding> FindAll(const std::vector<FinishedOperation>& operations,
                             const Thresholds& thresholds);

}  // namespace dbspan::insight
