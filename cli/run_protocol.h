#pragma once

#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

// The socket of a run, between `dbspan run` (RunServer) and `dbspan top` (AccessRun). A request is
// one line: a word, and for some of them a blank and more. The answer ends with the connection.

namespace dbspan::cli {

constexpr const char* kRunSocket = "top";  ///< Its name in the directory of the run.
constexpr std::string_view kSnapshotRequest =
    "snapshot ";  ///< The hash of a statement, or nothing.
constexpr std::string_view kOutputRequest = "output";
constexpr std::string_view kSaveRequest = "save ";  ///< A directory.
constexpr std::size_t kLongestRequest = 8192;

/// Sets `address` to that of the socket in `directory`. Returns false if there is none.
inline bool AddressOfRun(const std::string& directory, sockaddr_un& address) {
  const std::string path = directory + "/" + kRunSocket;
  address = {};
  address.sun_family = AF_UNIX;
  if (directory.empty() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return true;
}

}  // namespace dbspan::cli
