#pragma once

#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "cli/file_descriptor.h"
#include "cli/run_access.h"

namespace dbspan::cli {

/// Lets `dbspan top` in other terminals look at a run: it answers one request per connection, on a
/// Unix socket in the directory of the run, which only its user can access. A client that does not
/// read or write delays neither the others nor the end of the run.
///
/// Construct it after the fork. The socket is removed together with the directory.
class RunServer {
 public:
  /// Does nothing if `directory` is empty or the socket cannot be made. The server's thread calls
  /// the functions of `run`, and another one `run.save`, which must return soon after Stop.
  RunServer(const std::string& directory, RunAccess run);
  RunServer(const RunServer&) = delete;
  RunServer& operator=(const RunServer&) = delete;
  ~RunServer();
  void Stop();

 private:
  struct Client;

  void Serve();
  void Accept();
  bool Advance(Client& client);
  static bool Send(Client& client);
  void AnswerTo(Client& client, const std::string& request);
  void SaveFor(Client& client, const std::string& directory);
  void AnswerSaved();
  int MillisecondsToWait() const;

  const RunAccess run_;
  FileDescriptor listener_;
  FileDescriptor stop_;   ///< An eventfd that is readable after Stop.
  FileDescriptor saved_;  ///< An eventfd that is readable after a page was saved.
  std::list<Client> clients_;
  std::mutex mutex_;
  std::string message_;  ///< About the saved page; guarded by `mutex_`.
  bool is_saving_ = false;
  std::thread saving_;
  std::thread thread_;
};

}  // namespace dbspan::cli
