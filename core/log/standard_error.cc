#include "core/log/standard_error.h"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/interpose/errno_guard.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// The file that a descriptor refers to. Zero-initialized: no file.
struct Identity {
  dev_t file_system;
  ino_t file;
  dev_t device;
  mode_t type;

  bool operator==(const Identity& other) const noexcept {
    return file_system == other.file_system && file == other.file && device == other.device &&
           type == other.type;
  }
};

bool Identify(int descriptor, Identity& identity) noexcept {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return false;
  identity = {status.st_dev, status.st_ino, status.st_rdev, status.st_mode & S_IFMT};
  return true;
}

// Written once, before `main` or while a plugin is being loaded, so they need no synchronization.
Identity first;
bool first_is_open = false;

// Runs before the initializers of the program, which may already use a client or close descriptors.
[[gnu::constructor(101)]] void Remember() noexcept {
  const ErrnoGuard errno_guard;
  first_is_open = Identify(STDERR_FILENO, first);
}

}  // namespace

bool StandardErrorIsTheFirst() noexcept {
  Identity now{};
  return first_is_open && Identify(STDERR_FILENO, now) && now == first;
}

bool StandardErrorIsTerminal() noexcept {
  if (!StandardErrorIsTheFirst() || isatty(STDERR_FILENO) == 0) return false;
  // TIOCGPTN succeeds only for the master side of a pseudo-terminal. Text written there would
  // arrive as keyboard input.
  unsigned number = 0;
  return ioctl(STDERR_FILENO, TIOCGPTN, &number) != 0;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
