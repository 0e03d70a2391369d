#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace dbspan::cli {

struct HttpRequest {
  std::string method;
  std::string path;  ///< Without the query.
  std::string query;
  std::map<std::string, std::string> headers;     ///< Names in lower case.
  std::string body;                               ///< As sent, but with chunks joined.
  std::chrono::steady_clock::time_point arrived;  ///< When the server had all of it.

  std::string Header(const std::string& lower_name) const {
    const auto found = headers.find(lower_name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

struct HttpAnswer {
  int status = 200;
  bool later = false;  ///< There is no answer yet: the server asks again after other requests.
  std::chrono::seconds longest_wait{5};  ///< For how long it asks; then it answers 204.
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::map<std::string, std::string> headers;
};

/// Parses the requests in the bytes of one connection: HTTP/1.0 and 1.1, with Content-Length or
/// chunked. Source: RFC 9112.
class HttpParser {
 public:
  enum class State {
    kIncomplete,
    kComplete,  ///< `request()` is complete; call Next after answering it.
    kBad,       ///< Answer with `status()` and `reason()`, then close the connection.
  };

  explicit HttpParser(std::size_t most_body) : most_body_(most_body) {}

  /// Parses bytes that were received.
  State Feed(std::string_view bytes);
  /// Discards the request and parses the received bytes after it.
  State Next();

  HttpRequest& request() { return request_; }
  int status() const { return status_; }
  const std::string& reason() const { return reason_; }
  bool keeps_alive() const { return keeps_alive_; }
  /// Returns true once per request whose head expects `100 Continue` before the body.
  bool TakeExpectation();

 private:
  State Parse();
  bool ReadHead();
  State ReadChunks();
  State Fail(int status, const char* reason);

  const std::size_t most_body_;
  std::string input_;
  HttpRequest request_;
  bool head_read_ = false;
  bool chunked_ = false;
  bool keeps_alive_ = true;
  bool expects_ = false;
  std::size_t length_ = 0;
  int status_ = 200;
  std::string reason_;
};

/// Serializes `answer` as HTTP/1.1; `with_body` is false for HEAD.
std::string Encode(HttpAnswer answer, bool keep_alive, bool with_body = true);

}  // namespace dbspan::cli
