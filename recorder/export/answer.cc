#include "recorder/export/answer.h"

#include <protozero/pbf_reader.hpp>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Kind = Verdict::Kind;

constexpr std::size_t kGrpcPrefix = 5;
constexpr std::size_t kMostReason = 200;

bool IsRetryableHttp(long status) noexcept {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

// Returns whether a retry can succeed. For RESOURCE_EXHAUSTED that is so only if the receiver gives
// a delay, by RetryInfo or Retry-After.
bool IsRetryableGrpc(int status, bool says_when) noexcept {
  switch (status) {
    case 1:   // CANCELLED
    case 4:   // DEADLINE_EXCEEDED
    case 10:  // ABORTED
    case 11:  // OUT_OF_RANGE
    case 14:  // UNAVAILABLE
    case 15:  // DATA_LOSS
      return true;
    case 8:  // RESOURCE_EXHAUSTED
      return says_when;
    default:
      return false;
  }
}

// Reads Export*ServiceResponse: partial_success = 1 { rejected_… = 1, error_message = 2 }.
Verdict PartialSuccess(std::string_view encoded) {
  Verdict verdict;
  try {
    protozero::pbf_reader response{encoded.data(), encoded.size()};
    while (response.next(1)) {
      protozero::pbf_reader partial = response.get_message();
      while (partial.next()) {
        if (partial.tag() == 1) {
          verdict.rejected =
              static_cast<std::size_t>(std::max<std::int64_t>(partial.get_int64(), 0));
        } else if (partial.tag() == 2) {
          verdict.reason = std::string{partial.get_view()};
        } else {
          partial.skip();
        }
      }
    }
  } catch (const protozero::exception&) {
    return {};  // not a valid OTLP response, but the HTTP status is a success
  }
  return verdict;
}

// Reads a partial success in JSON. Searches only for the number and the message.
Verdict PartialSuccessOfJson(std::string_view json) {
  Verdict verdict;
  const std::size_t rejected = json.find("\"rejected");
  if (rejected == std::string_view::npos) return verdict;
  const std::size_t number = json.find_first_of("0123456789", rejected);
  if (number == std::string_view::npos) return verdict;
  verdict.rejected = std::strtoull(std::string{json.substr(number, 20)}.c_str(), nullptr, 10);
  constexpr std::string_view kMessage = "\"errorMessage\"";
  const std::size_t key = json.find(kMessage);
  const std::size_t begin =
      key == std::string_view::npos ? key : json.find('"', json.find(':', key + kMessage.size()));
  if (begin != std::string_view::npos) {
    verdict.reason = json.substr(begin + 1, json.find('"', begin + 1) - begin - 1);
  }
  return verdict;
}

Verdict JudgeGrpc(const HttpAnswer& answer) {
  if (answer.status != 200) {
    return {IsRetryableHttp(answer.status) ? Kind::kRetry : Kind::kRefused, 0,
            "HTTP status " + std::to_string(answer.status)};
  }
  if (answer.grpc_status == 0) {
    const std::string_view body = answer.body;
    return PartialSuccess(body.substr(std::min(body.size(), kGrpcPrefix)));
  }
  if (answer.grpc_status < 0) return {Kind::kRetry, 0, "the answer has no grpc-status"};
  return {
      IsRetryableGrpc(answer.grpc_status, answer.retry_after > 0) ? Kind::kRetry : Kind::kRefused,
      0, "gRPC status " + std::to_string(answer.grpc_status) + " " + answer.grpc_message};
}

Verdict JudgeHttp(const HttpAnswer& answer, Protocol protocol) {
  if (answer.status >= 200 && answer.status < 300) {
    return protocol == Protocol::kHttpJson ? PartialSuccessOfJson(answer.body)
                                           : PartialSuccess(answer.body);
  }
  return {IsRetryableHttp(answer.status) ? Kind::kRetry : Kind::kRefused, 0,
          "HTTP status " + std::to_string(answer.status)};
}

}  // namespace

Verdict Judge(const HttpAnswer& answer, Protocol protocol) {
  if (!answer.arrived) {
    return {answer.may_retry ? Kind::kRetry : Kind::kRefused, 0, answer.failure};
  }
  Verdict verdict = protocol == Protocol::kGrpc ? JudgeGrpc(answer) : JudgeHttp(answer, protocol);
  if (verdict.reason.size() > kMostReason) verdict.reason.resize(kMostReason);
  return verdict;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
