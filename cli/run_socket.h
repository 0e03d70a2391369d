#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "cli/file_descriptor.h"
#include "cli/top_screen.h"
#include "view/top_snapshot.h"

namespace dbspan::cli {

/// Lets `dbspan top` in other terminals look at a run: it answers one request per connection, on a
/// Unix socket in the directory of the run, which only its user can access.
///
/// Construct it after the fork. The socket is removed together with the directory.
class RunServer {
 public:
  /// Does nothing if `directory` is empty or the socket cannot be made. The server's thread calls
  /// the functions of `run`, and another one `run.save`, which must return soon after Stop.
  RunServer(const std::string& directory, RunAccess run);
  RunServer(const RunServer&) = delete;
  RunServer& operator=(const RunServer&) = delete;
  ~RunServer() { Stop(); }
  void Stop();

 private:
  void Serve();
  void SaveFor(FileDescriptor asked, const std::string& directory);
  std::string Answer(const std::string& request) const;

  const RunAccess run_;
  FileDescriptor listener_;
  FileDescriptor stop_;  ///< An eventfd that is readable after Stop.
  std::atomic<bool> is_saving_{false};
  std::thread saving_;
  std::thread thread_;
};

/// Returns access to the run with this directory, which another process serves. `take` returns
/// nullopt if it does not answer. A page is saved in the current directory of this process.
RunAccess AccessRun(const std::string& directory);

/// Returns the directories of this user's runs, oldest first.
std::vector<std::string> RunDirectories();

}  // namespace dbspan::cli
