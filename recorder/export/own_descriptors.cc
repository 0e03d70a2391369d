#include "recorder/export/own_descriptors.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "core/log/log_target.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr unsigned kFirstOther = STDERR_FILENO + 1;

void CloseOthers() noexcept {
  if (close_range(kFirstOther, std::numeric_limits<unsigned>::max(), 0) == 0) return;
  const long most = std::min(sysconf(_SC_OPEN_MAX), 65536L);  // before Linux 5.9
  for (long other = kFirstOther; other < most; ++other) close(static_cast<int>(other));
}

// Replaces a standard descriptor by /dev/null. If its number were free, a socket could get it.
void Replace(int standard) noexcept {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return;
  dup2(null, standard);
  if (null != standard) close(null);
}

}  // namespace

bool UseOwnDescriptors(bool keeps_output) noexcept {
  if (unshare(CLONE_FILES) != 0) return false;
  CloseOthers();
  Replace(STDIN_FILENO);
  if (!keeps_output) Replace(STDOUT_FILENO);
  if (isatty(STDERR_FILENO) == 0 && !LogsToStandardError()) Replace(STDERR_FILENO);
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
