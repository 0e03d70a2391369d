#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "tests/support/servers.h"

namespace dbspan::bench {

/// A server that is not there: one connection over TCP, and one answer to every call.
///
/// A thread answers while the client connects. Then it ends, and the thread that makes the calls
/// writes each answer before the client asks: what is measured is what the client does, with nobody
/// to wait for.
class StubServer {
 public:
  /// Answers one message of a client that connects. The first is empty: for protocols in which the
  /// server speaks first.
  using Greet = std::function<std::string(std::string_view message)>;

  /// Listens. `answer` is that to a call.
  StubServer(Greet greet, std::string answer);
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;
  ~StubServer();

  int port() const noexcept { return port_; }
  /// The client is connected.
  void TakeOver();
  void Answer() const;
  /// Takes away what the client asked. Throws std::runtime_error if it was nothing.
  void Drain() const;

 private:
  void Serve();

  Greet greet_;
  std::string answer_;
  int listener_;
  int port_ = 0;
  int wake_[2];
  int connection_ = -1;
  std::thread thread_;
};

/// Where the calls of a benchmark go: a server, or the stub of one.
struct Target {
  test::ServerUrl server;
  std::shared_ptr<StubServer> stub;  ///< Null for a server.

  void Connected() const {
    if (stub != nullptr) stub->TakeOver();
  }
  void BeforeCall() const {
    if (stub != nullptr) stub->Answer();
  }
  void AfterCall() const {
    if (stub != nullptr) stub->Drain();
  }
};

/// One hit for every command.
Target StubbedRedis();
/// One row of two texts for every statement that has no parameters.
Target StubbedPostgres();
/// The same for every statement that has parameters or is prepared.
Target StubbedPostgresPrepared();
/// One row of one text for every statement that is not prepared. MariaDB's, by its greeting.
Target StubbedMySql();
/// A hundred such rows.
Target StubbedMySqlRows();
/// One row of one text for every execution of a statement without parameters that was prepared.
Target StubbedMySqlPrepared();

}  // namespace dbspan::bench
