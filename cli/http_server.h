#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "cli/file_descriptor.h"
#include "cli/http_message.h"

namespace dbspan::cli {

/// An HTTP server on loopback: 127.0.0.1 and, if the system has IPv6, [::1]. One thread serves all
/// connections with non-blocking sockets.
///
/// The constructor binds the port and Start starts the thread, so that the process can fork in
/// between. All descriptors are close-on-exec, and all signals are blocked in the thread.
class HttpServer {
 public:
  /// Answers a request. While it returns an answer with `later`, the server calls it again after
  /// each other request that it answered, for `kLongestWait` at most; then it answers 204.
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  static constexpr std::chrono::seconds kLongestWait{5};
  static constexpr std::size_t kMostBody = 64 * 1024 * 1024;

  /// Binds `port` on both addresses; 0: a free port. Throws std::system_error.
  explicit HttpServer(std::uint16_t port);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  std::uint16_t port() const { return port_; }
  /// Starts the server's thread, which calls `handler` for each request.
  void Start(Handler handler);
  /// Answers the requests that are still arriving, until no byte arrives for `milliseconds`, but
  /// for half a second at most. Then ends the thread.
  void Stop(int milliseconds);

 private:
  struct Connection;

  void Serve();
  void ListenOnIpv6(bool required);
  void Accept(const FileDescriptor& listener);
  bool Read(Connection& connection);
  bool Write(Connection& connection);
  void Answer(Connection& connection, HttpParser::State state);
  void AskAgain();
  int MillisecondsToWait() const;

  FileDescriptor listener_;
  FileDescriptor listener_ipv6_;  ///< Empty if the system has no IPv6.
  FileDescriptor stop_;           ///< An eventfd that is readable after Stop.
  std::uint16_t port_ = 0;
  int patience_ = 0;  ///< Milliseconds to wait for further bytes while stopping.
  Handler handler_;
  bool has_answered_ = false;  ///< A request since the waiting ones were asked again.
  std::map<int, std::unique_ptr<Connection>> connections_;
  std::thread thread_;
};

}  // namespace dbspan::cli
