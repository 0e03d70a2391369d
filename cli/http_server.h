#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "cli/file_descriptor.h"
#include "cli/http_connection.h"
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
  /// each other request that it answered and after AskAgain, for the answer's `longest_wait` at
  /// most; then it answers 204.
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  static constexpr std::size_t kMostBody = 64 * 1024 * 1024;

  /// Binds `port` on both addresses; 0: a free port. Throws std::system_error.
  explicit HttpServer(std::uint16_t port);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  std::uint16_t port() const { return port_; }
  /// Starts the server's thread, which calls `handler` for each request.
  void Start(Handler handler);
  /// Lets the server ask the handler again for the requests that wait. Thread-safe.
  void AskAgain();
  /// Answers the requests that are still arriving, until no byte arrives for `milliseconds`, but
  /// for half a second at most. Then ends the thread.
  void Stop(int milliseconds);

 private:
  void Serve();
  void Accept(const FileDescriptor& listener);
  bool Read(HttpConnection& connection);
  void Answer(HttpConnection& connection, HttpParser::State state);
  void AnswerWaiting();
  int MillisecondsToWait() const;

  FileDescriptor listener_;
  FileDescriptor listener_ipv6_;  ///< Empty if the system has no IPv6.
  FileDescriptor stop_;           ///< An eventfd that is readable after Stop.
  FileDescriptor wake_;           ///< An eventfd that is readable after AskAgain.
  std::uint16_t port_ = 0;
  int patience_ = 0;  ///< Milliseconds to wait for further bytes while stopping.
  Handler handler_;
  bool has_answered_ = false;  ///< A request, or AskAgain, since the waiting ones were asked.
  std::map<int, std::unique_ptr<HttpConnection>> connections_;
  std::thread thread_;
};

}  // namespace dbspan::cli
