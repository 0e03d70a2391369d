#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "cli/file_descriptor.h"
#include "cli/http_message.h"

namespace dbspan::cli {

/// A connection of HttpServer, used by the server's thread only.
class HttpConnection {
 public:
  /// `socket` does not block.
  HttpConnection(FileDescriptor accepted, std::size_t most_body);

  void Queue(std::string bytes);  ///< Adds bytes to the output.
  bool has_output() const { return sent_ < output_.size(); }
  /// Sends the output, as much as the socket takes. Returns false if the connection has ended or
  /// has to be closed.
  bool Send();

  const FileDescriptor socket;
  HttpParser parser;
  bool closing = false;  ///< Close the connection when the output is sent.
  /// Until when the request in `parser` waits for its answer; no value: none waits.
  std::optional<std::chrono::steady_clock::time_point> waits_until;

 private:
  std::string output_;
  std::size_t sent_ = 0;  ///< Bytes of `output_` that were sent.
};

}  // namespace dbspan::cli
