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

/// A run as it is now: sums of the store, and what the ring files in `directory` say of processes
/// that live.
view::TopSnapshot SnapshotOf(SharedStore& store, const std::string& directory,
                             const std::string& title, pid_t program, std::int64_t started);

/// Gives snapshots to `dbspan top` in other terminals, by a Unix socket in the directory of a run,
/// which is its user's only. One snapshot a connection.
///
/// Life: constructed after the fork; the socket goes with its directory.
class SnapshotServer {
 public:
  using Take = std::function<view::TopSnapshot()>;

  /// `directory` empty, or a socket that cannot be made: nobody can ask. `take` is called by the
  /// server's thread.
  SnapshotServer(const std::string& directory, Take take);
  SnapshotServer(const SnapshotServer&) = delete;
  SnapshotServer& operator=(const SnapshotServer&) = delete;
  ~SnapshotServer() { Stop(); }
  void Stop();

 private:
  void Serve();

  const Take take_;
  FileDescriptor listener_;
  FileDescriptor stop_;  ///< An eventfd.
  std::thread thread_;
};

/// Asks the run whose directory this is. Throws std::exception if it does not answer.
view::TopSnapshot AskForSnapshot(const std::string& directory);

/// The directories of runs of this user, the oldest first.
std::vector<std::string> RunDirectories();

}  // namespace dbspan::cli
