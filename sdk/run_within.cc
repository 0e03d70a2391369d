#include "sdk/run_within.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

#include "core/interpose/cancellation.h"
#include "core/process/floating_point_guard.h"
#include "core/process/signal_guard.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Progress {
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;
};

}  // namespace

bool RunWithin(std::chrono::milliseconds limit, const std::function<void()>& work) {
  const auto progress = std::make_shared<Progress>();
  const CancellationGuard cancellation_guard;
  try {
    const SignalGuard signal_guard;
    const FloatingPointGuard floating_point_guard;
    std::thread{[progress, work] {
      work();
      const std::lock_guard lock{progress->mutex};
      progress->over = true;
      progress->changed.notify_all();
    }}.detach();
  } catch (const std::system_error&) {
    // On this thread, `work` would have no time limit, and the SDK needs further threads for it
    // anyway.
    static_cast<void>(new std::function<void()>{work});  // destructors may need threads, too
    return false;
  }
  std::unique_lock lock{progress->mutex};
  return progress->changed.wait_for(lock, limit, [&] { return progress->over; });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
