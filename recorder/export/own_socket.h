#pragma once

#include <sys/types.h>

#include <vector>

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The sockets of an HTTP client. It can check whether their descriptors still refer to the same
/// sockets.
///
/// The descriptors have high numbers, because some applications rely on low ones, and are closed on
/// exec.
class OwnSockets {
 public:
  /// Opens a socket. Returns its descriptor, or -1.
  int Open(int family, int type, int protocol) noexcept;
  /// Closes the socket, unless its descriptor refers to another file by now.
  void Close(int descriptor) noexcept;
  /// Returns whether all descriptors still refer to the sockets that were opened.
  bool AreIntact() const noexcept;
  void Forget() noexcept { sockets_.clear(); }

 private:
  struct Socket {
    int descriptor;
    dev_t device;
    ino_t inode;
  };

  static bool IsIntact(const Socket& socket) noexcept;

  std::vector<Socket> sockets_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
