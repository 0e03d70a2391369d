#pragma once

#include "core/span/watcher.h"
#include "dbspan/finding.h"
#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Gets every operation and every finding of the process while it is added. For tests.
class OperationListener {
 public:
  /// On the thread that ended the operation, one at a time. `parent` is the name of the innermost
  /// scope, empty for none.
  virtual void OnOperation(const insight::FinishedOperation& operation,
                           const Watcher::Ending& ending, const std::string& parent) = 0;
  virtual void OnPoolWait(std::int64_t nanoseconds) = 0;
  virtual void OnFinding(insight::FindingKind kind, const ReportedFinding& finding) = 0;

  static void Add(OperationListener& listener);
  static void Remove(OperationListener& listener) noexcept;

 protected:
  ~OperationListener() = default;
};

/// Tells whether there is one.
bool HasListeners() noexcept;
void TellListeners(const insight::FinishedOperation& operation, const Watcher::Ending& ending,
                   const std::string& parent);
void TellListenersOfPoolWait(std::int64_t nanoseconds);
void TellListeners(insight::FindingKind kind, const ReportedFinding& finding);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
