#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "recorder/export/dynamic_libraries.h"
#include "recorder/export/own_socket.h"
#include "recorder/export/settings.h"

namespace dbspan::recorder {

/// What came of a request.
struct HttpAnswer {
  bool arrived = false;          ///< A whole answer came.
  bool may_retry = true;         ///< If none did: trying again may help.
  bool unreachable = false;      ///< If none did: nobody was there to ask.
  bool given_up = false;         ///< If none did: it was not waited for any longer.
  std::string failure;           ///< If none did: why.
  long status = 0;               ///< HTTP.
  std::int64_t retry_after = 0;  ///< Seconds that the receiver asks to wait; 0: it does not ask.
  std::string body;              ///< Its beginning.
  int grpc_status = -1;          ///< Of the trailers; -1: none.
  std::string grpc_message;
};

/// Posts to one URL, over a connection that is kept. Used by one thread.
///
/// Never writes to a descriptor that has become the application's: a daemon may close all it finds.
class HttpClient {
 public:
  /// `target` must outlive it.
  HttpClient(const CurlLibrary& curl, const OtlpTarget& target);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// Tells whether the headers say that bodies are compressed.
  bool compresses() const noexcept { return compresses_; }
  /// Posts and waits for the answer, until `give_up` says so, which is asked several times a
  /// second.
  HttpAnswer Post(const std::string& body, const std::function<bool()>& give_up);

 private:
  struct Receiving;

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

}  // namespace dbspan::recorder
