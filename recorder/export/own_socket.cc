#include "recorder/export/own_socket.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Returns a number below FD_SETSIZE and the usual limit, both 1024, but above the descriptors that
// such applications use.
int HighNumber() noexcept {
  constexpr rlim_t kHigh = 900;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return static_cast<int>(std::min(kHigh, limit.rlim_cur / 2));
}

}  // namespace

int OwnSockets::Open(int family, int type, int protocol) noexcept try {
  const int low = socket(family, type | SOCK_CLOEXEC, protocol);
  if (low < 0) return -1;
  const int high = fcntl(low, F_DUPFD_CLOEXEC, HighNumber());
  const int descriptor = high < 0 ? low : high;
  if (high >= 0) close(low);
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return -1;
  sockets_.push_back({descriptor, status.st_dev, status.st_ino});
  return descriptor;
} catch (...) {
  return -1;  // no memory: the descriptor is leaked
}

void OwnSockets::Close(int descriptor) noexcept {
  const auto found = std::find_if(sockets_.begin(), sockets_.end(), [&](const Socket& socket) {
    return socket.descriptor == descriptor;
  });
  if (found == sockets_.end()) return;
  if (IsIntact(*found)) close(descriptor);
  sockets_.erase(found);
}

bool OwnSockets::IsIntact(const Socket& socket) noexcept {
  struct stat status {};
  return fstat(socket.descriptor, &status) == 0 && status.st_dev == socket.device &&
         status.st_ino == socket.inode;
}

bool OwnSockets::AreIntact() const noexcept {
  return std::all_of(sockets_.begin(), sockets_.end(), IsIntact);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
