#pragma once

#include <atomic>
#include <cstddef>
#include <string>

#include "core/span/watcher.h"
#include "dbspan/finding.h"
#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Receives all operations and findings of the process while it is registered. For tests.
class OperationListener {
 public:
  /// Called on the thread that ended the operation; calls do not overlap. `parent` is the name of
  /// the innermost scope; empty if there is none.
  virtual void OnOperation(const insight::FinishedOperation& operation,
                           const Watcher::Ending& ending, const std::string& parent) = 0;
  virtual void OnPoolWait(std::int64_t nanoseconds) = 0;
  virtual void OnFinding(insight::FindingKind kind, const ReportedFinding& finding) = 0;

  static void Add(OperationListener& listener);
  static void Remove(OperationListener& listener) noexcept;

 protected:
  ~OperationListener() = default;
};

/// Number of listeners that are registered.
inline std::atomic<std::size_t> operation_listeners{0};
/// Returns whether a listener is registered.
inline bool HasListeners() noexcept {
  return operation_listeners.load(std::memory_order_acquire) > 0;
}
void TellListeners(const insight::FinishedOperation& operation, const Watcher::Ending& ending,
                   const std::string& parent);
void TellListenersOfPoolWait(std::int64_t nanoseconds);
void TellListeners(insight::FindingKind kind, const ReportedFinding& finding);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
