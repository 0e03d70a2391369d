#pragma once

#include <cstddef>
#include <string>

#include "dbspan/version.h"
#include "recorder/export/http_client.h"
#include "recorder/export/settings.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Meaning of a receiver's answer for the items of a request.
struct Verdict {
  enum class Kind { kTaken, kRetry, kRefused } kind = Kind::kTaken;
  std::size_t rejected = 0;  ///< Number of items that were not accepted, if the request was.
  std::string reason;        ///< Reason of a rejection, refusal or failure.
};

/// Interprets an answer. Source: OTLP specification, "OTLP/HTTP response" and "OTLP/gRPC response".
Verdict Judge(const HttpAnswer& answer, Protocol protocol);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
