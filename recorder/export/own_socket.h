#pragma once

#include <sys/types.h>

#include <vector>

namespace dbspan::recorder {

/// The sockets of a client, and whether their descriptors still are those sockets.
///
/// They have high numbers, out of the way of applications that count on low ones, and are closed
/// on exec.
class OwnSockets {
 public:
  /// Opens a socket; returns its descriptor or -1.
  int Open(int family, int type, int protocol) noexcept;
  /// Closes it, unless the number has become something else.
  void Close(int descriptor) noexcept;
  /// Tells whether every descriptor still is the socket that was opened.
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

}  // namespace dbspan::recorder
