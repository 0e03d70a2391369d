#pragma once

#include <cstddef>
#include <string>

#include "recorder/export/http_client.h"
#include "recorder/export/settings.h"

namespace dbspan::recorder {

/// What an answer means for the items that were sent.
struct Verdict {
  enum class Kind { kTaken, kRetry, kRefused } kind = Kind::kTaken;
  std::size_t rejected = 0;  ///< If they were taken: how many of them were not.
  std::string reason;        ///< Of a rejection, refusal or failure.
};

/// Source: OTLP specification, "OTLP/HTTP response" and "OTLP/gRPC response".
Verdict Judge(const HttpAnswer& answer, Protocol protocol);

}  // namespace dbspan::recorder
