#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace dbspan::cli {

struct HttpRequest {
  std::string method;
  std::string path;  ///< Without the query.
  std::string query;
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;                            ///< Unpacked.

  std::string Header(const std::string& lower_name) const {
    const auto found = headers.find(lower_name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::map<std::string, std::string> headers;
};

/// Reads requests from the bytes of one connection.
///
/// HTTP/1.0 and 1.1, with Content-Length or in chunks. Source: RFC 9112.
class HttpParser {
 public:
  enum class State {
    kIncomplete,
    kComplete,  ///< `request` holds one; call Next when it has been answered.
    kBad,       ///< `status` and `reason` say why; the connection is to be closed.
  };

  explicit HttpParser(std::size_t most_body) : most_body_(most_body) {}

  State Feed(std::string_view bytes);
  /// Forgets the request and goes on with what has arrived already.
  State Next();

  HttpRequest& request() { return request_; }
  int status() const { return status_; }
  const std::string& reason() const { return reason_; }
  bool keeps_alive() const { return keeps_alive_; }
  /// True once after a head that asks for `100 Continue` before its body.
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
std::string Encode(const HttpAnswer& answer, bool keep_alive, bool with_body = true);

}  // namespace dbspan::cli
