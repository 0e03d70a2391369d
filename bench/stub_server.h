#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "tests/support/servers.h"

namespace dbspan::bench {

/// Replacement of a server: accepts one connection over TCP, and gives every call the same answer.
///
/// While the client connects, a thread answers. Then that thread ends, and the calling thread
/// writes each answer before it makes the call. So the benchmark measures only the client, which
/// never waits.
class StubServer {
 public:
  /// Returns the answer to one message while the client connects. The first message is empty, for
  /// protocols in which the server sends first.
  using Greet = std::function<std::string(std::string_view message)>;

  /// Starts to listen. `answer` is the answer to every call.
  StubServer(Greet greet, std::string answer);
  StubServer(const StubServer&) = delete;
  StubServer& operator=(const StubServer&) = delete;
  ~StubServer();

  int port() const noexcept { return port_; }
  /// Ends the answering thread, once the client is connected.
  void TakeOver();
  /// Writes the answer to the next call.
  void Answer() const;
  /// Reads the client's request and discards it. Throws std::runtime_error if there is none.
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

/// Destination of the calls of a benchmark: a server, or a stub.
struct Target {
  test::ServerUrl server;
  std::shared_ptr<StubServer> stub;  ///< Null if the target is a server.

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

/// Answers every command with one value.
Target StubbedRedis();
/// Answers every statement without parameters with one row of two texts.
Target StubbedPostgres();
/// Answers every statement with parameters, or prepared, with one row of two texts.
Target StubbedPostgresPrepared();
/// Answers every statement that is not prepared with one row of one text. The greeting is that of
/// MariaDB.
Target StubbedMySql();
/// Answers every statement that is not prepared with a hundred rows of one text.
Target StubbedMySqlRows();
/// Answers every execution of a prepared statement without parameters with one row of one text.
Target StubbedMySqlPrepared();

}  // namespace dbspan::bench
