#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "dbspan/version.h"
#include "recorder/export/dynamic_libraries.h"
#include "recorder/export/own_socket.h"
#include "recorder/export/settings.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Result of a request. The fields from `may_retry` to `failure` apply if no complete answer
/// arrived.
struct HttpAnswer {
  bool arrived = false;          ///< A complete answer arrived.
  bool may_retry = true;         ///< A retry can succeed.
  bool unreachable = false;      ///< No connection could be made.
  bool given_up = false;         ///< The request was abandoned because `give_up` returned true.
  std::string failure;           ///< Reason.
  long status = 0;               ///< HTTP status.
  std::int64_t retry_after = 0;  ///< Delay in seconds that the receiver requests; 0: none.
  std::string body;              ///< Beginning of the body.
  int grpc_status = -1;          ///< From the trailers; -1: none.
  std::string grpc_message;
};

struct Receiving;

/// Posts to one URL over a persistent connection. Used by one thread.
///
/// Checks its descriptors before use. An application may close all descriptors, for example when it
/// becomes a daemon; their numbers may then belong to the application's own files.
class HttpClient {
 public:
  /// `target` must outlive the client.
  HttpClient(const CurlLibrary& curl, const OtlpTarget& target);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// Returns whether the request headers declare compressed bodies.
  bool compresses() const noexcept { return compresses_; }
  /// Posts and waits for the answer. Abandons the request if `give_up` returns true; it is called
  /// several times per second.
  HttpAnswer Post(const std::string& body, const std::function<bool()>& give_up);

 private:
  bool Open();
  void Abandon() noexcept;
  void SetOptions();
  template <class Value>
  void Set(CURLoption option, Value value) noexcept {
    curl_.easy_setopt(easy_, option, value);
  }
  bool Advance(int& running);
  CURLcode Perform(const std::function<bool()>& give_up);
  HttpAnswer AnswerOf(CURLcode result, const Receiving& receiving) const;

  const CurlLibrary& curl_;
  const OtlpTarget& target_;
  const bool compresses_;
  CURLM* multi_ = nullptr;
  CURL* easy_ = nullptr;
  curl_slist* headers_ = nullptr;
  OwnSockets sockets_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
