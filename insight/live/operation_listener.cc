#include "insight/live/operation_listener.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "insight/live/live_watcher.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

std::recursive_mutex mutex;  // recursive, because operations of a listener may be recorded too

std::vector<OperationListener*>& Listeners() {
  static NeverDestroyed<std::vector<OperationListener*>> listeners;
  return listeners.Get();
}

}  // namespace

void OperationListener::Add(OperationListener& listener) {
  {
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{mutex};
    Listeners().push_back(&listener);
    operation_listeners.store(Listeners().size());
  }
  BeginWatching();
}

void OperationListener::Remove(OperationListener& listener) noexcept {
  EndWatching();
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex};
  auto& listeners = Listeners();
  listeners.erase(std::remove(listeners.begin(), listeners.end(), &listener), listeners.end());
  operation_listeners.store(listeners.size());
}

void TellListeners(const insight::FinishedOperation& operation, const Watcher::Ending& ending,
                   const std::string& parent) {
  const std::lock_guard lock{mutex};
  for (OperationListener* listener : Listeners()) listener->OnOperation(operation, ending, parent);
}

void TellListenersOfPoolWait(std::int64_t nanoseconds) {
  if (!HasListeners()) return;
  const std::lock_guard lock{mutex};
  for (OperationListener* listener : Listeners()) listener->OnPoolWait(nanoseconds);
}

void TellListeners(insight::FindingKind kind, const ReportedFinding& finding) {
  if (!HasListeners()) return;
  const std::lock_guard lock{mutex};
  for (OperationListener* listener : Listeners()) listener->OnFinding(kind, finding);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
