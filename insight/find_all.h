#pragma once

#include <cstddef>
#include <vector>

#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/finished_operation.h"
#include "insight/thresholds.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Operations in order of start time, those with the same start by id. Each one is made when it is
/// asked for, so that very many of them need no memory at once.
class OperationSource {
 public:
  virtual ~OperationSource() = default;
  virtual std::size_t size() const = 0;
  virtual FinishedOperation At(std::size_t number) const = 0;
};

/// Returns all findings about these operations, the most expensive first. Other operations between
/// repetitions do not hide them. Each finding contains the ids of all its operations.
std::vector<Finding> FindAll(const OperationSource& operations, const Thresholds& thresholds);

/// Returns the same findings for operations in any order.
std::vector<Finding> FindAll(const std::vector<FinishedOperation>& operations,
                             const Thresholds& thresholds);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
