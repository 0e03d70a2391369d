#include "core/process/exit_deadline.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Clock = std::chrono::steady_clock;

std::atomic<Clock::rep> began_at{0};
// The process in which Begin() was called: a child that is forked while its parent exits has a
// deadline of its own.
std::atomic<pid_t> process{0};

}  // namespace

void ExitDeadline::Begin() noexcept {
  const pid_t here = getpid();
  if (process.exchange(here) != here) began_at = Clock::now().time_since_epoch().count();
}

bool ExitDeadline::HasBegun() noexcept { return process == getpid(); }

std::chrono::milliseconds ExitDeadline::LeftOf(std::chrono::milliseconds limit) noexcept {
  if (!HasBegun()) return limit;
  const auto spent = Clock::now().time_since_epoch() - Clock::duration{began_at};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limit - spent);
  return std::max(left, std::chrono::milliseconds{0});
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
