#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "cli/file_descriptor.h"
#include "cli/shared_store.h"
#include "view/top_snapshot.h"

namespace dbspan::cli {

/// Returns the current state of a run: the sums of the store, and the running processes and their
/// operations in flight from the ring files in `directory`.
view::TopSnapshot SnapshotOf(SharedStore& store, const std::string& directory,
                             const std::string& title, pid_t program, std::int64_t started);

/// Serves snapshots to `dbspan top` in other terminals, one per connection. It listens on a Unix
/// socket in the directory of the run, which only its user can access.
///
/// Construct it after the fork. The socket is removed together with the directory.
class SnapshotServer {
 public:
  using Take = std::function<view::TopSnapshot()>;

  /// Does nothing if `directory` is empty or the socket cannot be made. The server's thread calls
  /// `take`.
  SnapshotServer(const std::string& directory, Take take);
  SnapshotServer(const SnapshotServer&) = delete;
  SnapshotServer& operator=(const SnapshotServer&) = delete;
  ~SnapshotServer() { Stop(); }
  void Stop();

 private:
  void Serve();

  const Take take_;
  FileDescriptor listener_;
  FileDescriptor stop_;  ///< An eventfd that is readable after Stop.
  std::thread thread_;
};

/// Requests a snapshot from the run with this directory. Throws a std::exception if it does not
/// answer.
view::TopSnapshot AskForSnapshot(const std::string& directory);

/// Returns the directories of this user's runs, oldest first.
std::vector<std::string> RunDirectories();

}  // namespace dbspan::cli
