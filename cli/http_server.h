#pragma once

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

/// An HTTP server on loopback, 127.0.0.1 and, where there is IPv6, [::1]: one thread for all
/// connections, none of which makes another wait.
///
/// The port is taken by the constructor, the thread starts with Start: a process can fork in
/// between. All descriptors are close-on-exec, and all signals are blocked in the thread.
class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  static constexpr std::size_t kMostBody = 64 * 1024 * 1024;

  /// Takes `port`, of both addresses; 0: a free one. Throws std::system_error.
  explicit HttpServer(std::uint16_t port);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  std::uint16_t port() const { return port_; }
  /// `handler` is called by the server's thread.
  void Start(Handler handler);
  /// Answers what has arrived, or arrives within `milliseconds` of the last byte, for half a second
  /// more at most, and ends the thread.
  void Stop(int milliseconds);

 private:
  struct Connection;

  void Serve();
  void ListenOnIpv6(bool required);
  void Accept(const FileDescriptor& listener);
  bool Read(Connection& connection);
  bool Write(Connection& connection);
  void Answer(Connection& connection, HttpParser::State state);

  FileDescriptor listener_;
  FileDescriptor listener_ipv6_;  ///< Empty where there is no IPv6.
  FileDescriptor stop_;           ///< An eventfd.
  std::uint16_t port_ = 0;
  int patience_ = 0;  ///< Milliseconds after the last byte, once stopping.
  Handler handler_;
  std::map<int, std::unique_ptr<Connection>> connections_;
  std::thread thread_;
};

}  // namespace dbspan::cli
