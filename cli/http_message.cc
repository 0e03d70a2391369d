#include "cli/http_message.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

constexpr std::size_t kMostHead = 64 * 1024;
constexpr std::size_t kMostChunkLine = 1024;  // extensions included
constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0";

std::string Lower(std::string_view text) {
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// Reads a number; returns false unless the whole text is a number in this base.
bool ReadNumber(std::string_view text, int base, std::size_t& number) {
  const std::string copy{Trim(text)};
  if (copy.empty() || copy.size() > 15 || std::isxdigit(static_cast<unsigned char>(copy[0])) == 0) {
    return false;
  }
  char* end = nullptr;
  number = std::strtoull(copy.c_str(), &end, base);
  return *end == '\0';
}

const char* ReasonOf(int status) {
  switch (status) {
    case 204:
      return "No Content";
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

}  // namespace

HttpParser::State HttpParser::Feed(std::string_view bytes) {
  input_.append(bytes);
  return Parse();
}

HttpParser::State HttpParser::Next() {
  request_ = {};
  head_read_ = false;
  expects_ = false;
  return Parse();
}

bool HttpParser::TakeExpectation() {
  const bool expected = expects_;
  expects_ = false;
  return expected;
}

HttpParser::State HttpParser::Fail(int status, const char* reason) {
  status_ = status;
  reason_ = reason;
  keeps_alive_ = false;
  return State::kBad;
}

HttpParser::State HttpParser::Parse() {
  if (!head_read_) {
    if (StartsWith(input_, kHttp2Preface)) {
      return Fail(505, "this is gRPC or HTTP/2; set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
    }
    if (input_.find("\r\n\r\n") == std::string::npos) {
      return input_.size() > kMostHead ? Fail(400, "the head is too long") : State::kIncomplete;
    }
    if (!ReadHead()) return State::kBad;
  }
  if (chunked_) return ReadChunks();
  if (input_.size() < length_) return State::kIncomplete;
  request_.body = input_.substr(0, length_);
  input_.erase(0, length_);
  return State::kComplete;
}

bool HttpParser::ReadHead() {
  const auto end = input_.find("\r\n\r\n");
  const std::string head = input_.substr(0, end + 2);
  input_.erase(0, end + 4);
  std::size_t at = head.find("\r\n");
  const std::string_view first{head.data(), at};
  const auto blank = first.find(' ');
  const auto second = first.rfind(' ');
  if (blank == std::string_view::npos || second == blank ||
      first.substr(second + 1, 7) != "HTTP/1.") {
    Fail(400, "this is no HTTP/1 request");
    return false;
  }
  request_.method = first.substr(0, blank);
  const std::string_view target = first.substr(blank + 1, second - blank - 1);
  const auto question = target.find('?');
  request_.path = target.substr(0, question);
  if (question != std::string_view::npos) request_.query = target.substr(question + 1);
  for (at += 2; at < head.size();) {
    const auto line_end = head.find("\r\n", at);
    const std::string_view line{head.data() + at, line_end - at};
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) {
      request_.headers[Lower(line.substr(0, colon))] = Trim(line.substr(colon + 1));
    }
    at = line_end + 2;
  }
  keeps_alive_ =
      Lower(request_.Header("connection")) != "close" && first.substr(second + 1) != "HTTP/1.0";
  chunked_ = Lower(request_.Header("transfer-encoding")) == "chunked";
  length_ = 0;
  const std::string length = request_.Header("content-length");
  if (!length.empty() && !ReadNumber(length, 10, length_)) {
    Fail(400, "Content-Length is no number");
    return false;
  }
  if (length_ > most_body_) {
    Fail(413, "the body is too long");
    return false;
  }
  head_read_ = true;
  expects_ = Lower(request_.Header("expect")) == "100-continue";
  return true;
}

HttpParser::State HttpParser::ReadChunks() {
  while (true) {
    const auto end = input_.find("\r\n");
    if (end == std::string::npos) {
      return input_.size() > kMostChunkLine ? Fail(400, "the size of a chunk is too long")
                                            : State::kIncomplete;
    }
    std::size_t size = 0;
    if (!ReadNumber(std::string_view{input_}.substr(0, std::min(end, input_.find(';'))), 16,
                    size)) {
      return Fail(400, "the size of a chunk is no number");
    }
    if (size == 0) {
      const auto trailer = input_.find("\r\n\r\n", end);
      if (trailer == std::string::npos) {
        return input_.size() > kMostHead ? Fail(400, "the trailer is too long")
                                         : State::kIncomplete;
      }
      input_.erase(0, trailer + 4);
      return State::kComplete;
    }
    if (request_.body.size() + size > most_body_) return Fail(413, "the body is too long");
    if (input_.size() < end + 2 + size + 2) return State::kIncomplete;
    request_.body.append(input_, end + 2, size);
    input_.erase(0, end + 2 + size + 2);
  }
}

std::string Encode(HttpAnswer answer, bool keep_alive, bool with_body) {
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " " + ReasonOf(answer.status) +
                     "\r\nContent-Type: " + answer.content_type +
                     "\r\nContent-Length: " + std::to_string(answer.body.size()) +
                     "\r\nX-Content-Type-Options: nosniff\r\n";
  for (const auto& [name, value] : answer.headers) head += name + ": " + value + "\r\n";
  head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  if (!with_body) return head;
  answer.body.insert(0, head);  // the body may be large, so it is not copied
  return std::move(answer.body);
}

}  // namespace dbspan::cli
