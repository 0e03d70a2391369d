#include "cli/process_end.h"

#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace dbspan::cli {
namespace {

// Source: Linux, include/uapi/linux/pidfd.h. The headers of Debian 12 do not contain it.
struct PidfdInfo {
  std::uint64_t mask;
  std::uint64_t control_group;
  std::uint32_t numbers[11];  // ids of processes, users and groups
  std::int32_t exit_code;
};
constexpr std::uint64_t kExit = std::uint64_t{1} << 3U;
static_assert(sizeof(PidfdInfo) == 64);

}  // namespace

ProcessEnd::ProcessEnd(pid_t process)
    : process_(static_cast<int>(syscall(SYS_pidfd_open, process, 0U))) {}

std::optional<int> ProcessEnd::WaitStatus() const {
  if (!process_) return std::nullopt;
  PidfdInfo info{};
  info.mask = kExit;
  if (ioctl(process_.get(), _IOWR(0xFF, 11, PidfdInfo), &info) != 0) return std::nullopt;
  if ((info.mask & kExit) == 0) return std::nullopt;
  return info.exit_code;
}

}  // namespace dbspan::cli
