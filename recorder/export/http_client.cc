#include "recorder/export/http_client.h"

#include <algorithm>

#include "core/text/starts_with.h"
#include "dbspan/version.h"
#include "recorder/export/fork_gate.h"
#include "recorder/export/receiving.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr int kSliceMilliseconds = 20;

curl_socket_t OpenSocket(void* sockets, curlsocktype /*purpose*/, curl_sockaddr* address) {
  return static_cast<OwnSockets*>(sockets)->Open(address->family, address->socktype,
                                                 address->protocol);
}

int CloseSocket(void* sockets, curl_socket_t descriptor) {
  static_cast<OwnSockets*>(sockets)->Close(descriptor);
  return 0;
}

// Returns whether a retry is useless, for example because of an invalid certificate or URL.
bool IsFinal(CURLcode result) noexcept {
  switch (result) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CIPHER:
      return true;
    default:
      return false;
  }
}

bool IsUnreachable(CURLcode result) noexcept {
  return result == CURLE_COULDNT_CONNECT || result == CURLE_COULDNT_RESOLVE_HOST ||
         result == CURLE_COULDNT_RESOLVE_PROXY;
}

const char* ContentType(Protocol protocol) noexcept {
  switch (protocol) {
    case Protocol::kHttpJson:
      return "Content-Type: application/json";
    case Protocol::kGrpc:
      return "Content-Type: application/grpc";
    case Protocol::kHttpProtobuf:
      break;
  }
  return "Content-Type: application/x-protobuf";
}

}  // namespace

HttpClient::HttpClient(const CurlLibrary& curl, const OtlpTarget& target)
    : curl_(curl), target_(target), compresses_(target.gzip && HasGzip()) {
  const auto add_header = [&](const std::string& header) {
    headers_ = curl_.slist_append(headers_, header.c_str());
  };
  const bool grpc = target.protocol == Protocol::kGrpc;
  add_header(ContentType(target.protocol));
  add_header(std::string{"User-Agent: dbspan-otlp-exporter/"} + kVersion);
  add_header("Expect:");  // do not wait for status 100
  if (grpc) add_header("TE: trailers");
  if (compresses_) add_header(grpc ? "grpc-encoding: gzip" : "Content-Encoding: gzip");
  for (const std::string& header : target.headers) add_header(header);
}

HttpClient::~HttpClient() {
  if (!sockets_.AreIntact()) Abandon();
  if (easy_ != nullptr) curl_.easy_cleanup(easy_);
  if (multi_ != nullptr) curl_.multi_cleanup(multi_);
  curl_.slist_free_all(headers_);
}

bool HttpClient::Open() {
  if (easy_ != nullptr) return true;
  const ForkGate::Inside inside;
  easy_ = curl_.easy_init();
  multi_ = curl_.multi_init();
  if (easy_ == nullptr || multi_ == nullptr) return false;
  SetOptions();
  return true;
}

// Leaks the handles. The application has closed our descriptor, and its number may belong to the
// application by now; cleaning up would write to it.
void HttpClient::Abandon() noexcept {
  easy_ = nullptr;
  multi_ = nullptr;
  sockets_.Forget();
}

void HttpClient::SetOptions() {
  const bool grpc = target_.protocol == Protocol::kGrpc;
  const bool tls = StartsWith(target_.url, "https://");
  Set(CURLOPT_URL, target_.url.c_str());
  Set(CURLOPT_POST, 1L);
  Set(CURLOPT_HTTPHEADER, headers_);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(target_.timeout.count()));
  Set(CURLOPT_OPENSOCKETFUNCTION, OpenSocket);
  Set(CURLOPT_OPENSOCKETDATA, &sockets_);
  Set(CURLOPT_CLOSESOCKETFUNCTION, CloseSocket);
  Set(CURLOPT_CLOSESOCKETDATA, &sockets_);
  Set(CURLOPT_WRITEFUNCTION, Receiving::OnBody);
  Set(CURLOPT_HEADERFUNCTION, Receiving::OnHeader);
  const long grpc_version = tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
  Set(CURLOPT_HTTP_VERSION, grpc ? grpc_version : static_cast<long>(CURL_HTTP_VERSION_1_1));
  if (grpc && !tls && curl_.BreaksReusedHttp2()) Set(CURLOPT_FORBID_REUSE, 1L);
  if (!target_.certificate.empty()) Set(CURLOPT_CAINFO, target_.certificate.c_str());
  if (!target_.client_certificate.empty()) {
    Set(CURLOPT_SSLCERT, target_.client_certificate.c_str());
  }
  if (!target_.client_key.empty()) Set(CURLOPT_SSLKEY, target_.client_key.c_str());
}

HttpAnswer HttpClient::Post(const std::string& body, const std::function<bool()>& give_up) {
  if (!sockets_.AreIntact()) Abandon();
  Receiving receiving;
  if (!Open()) return AnswerOf(CURLE_OUT_OF_MEMORY, receiving);
  Set(CURLOPT_POSTFIELDS, body.data());
  Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  Set(CURLOPT_WRITEDATA, &receiving.body);
  Set(CURLOPT_HEADERDATA, &receiving);
  return AnswerOf(Perform(give_up), receiving);
}

// Lets libcurl do all work that needs no waiting.
bool HttpClient::Advance(int& running) {
  const ForkGate::Inside inside;
  return curl_.multi_perform(multi_, &running) == CURLM_OK;
}

// Runs its own loop, to check the descriptors before each use, and to be able to stop.
CURLcode HttpClient::Perform(const std::function<bool()>& give_up) {
  if (curl_.multi_add_handle(multi_, easy_) != CURLM_OK) return CURLE_FAILED_INIT;
  int running = 1;
  while (true) {
    if (!sockets_.AreIntact()) {
      Abandon();
      return CURLE_SEND_ERROR;
    }
    if (!Advance(running)) break;
    if (running == 0 || give_up()) break;
    curl_.multi_wait(multi_, nullptr, 0, kSliceMilliseconds, nullptr);
  }
  CURLcode result = running == 0 ? CURLE_OK : CURLE_ABORTED_BY_CALLBACK;
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  }
  curl_.multi_remove_handle(multi_, easy_);
  return result;
}

HttpAnswer HttpClient::AnswerOf(CURLcode result, const Receiving& receiving) const {
  HttpAnswer answer;
  answer.arrived = result == CURLE_OK;
  if (!answer.arrived) {
    answer.may_retry = !IsFinal(result);
    answer.unreachable = IsUnreachable(result);
    answer.given_up = result == CURLE_ABORTED_BY_CALLBACK;
    answer.failure =
        answer.given_up ? "no answer before the process ended" : curl_.easy_strerror(result);
    return answer;
  }
  curl_off_t retry_after = 0;
  curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_.easy_getinfo(easy_, CURLINFO_RETRY_AFTER, &retry_after);
  answer.retry_after = std::max<std::int64_t>(retry_after, receiving.retry_after);
  answer.body = receiving.body;
  answer.grpc_status = receiving.grpc_status;
  answer.grpc_message = receiving.grpc_message;
  return answer;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
