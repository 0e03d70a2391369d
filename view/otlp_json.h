#pragma once

#include <stdexcept>
#include <string_view>

#include "view/received_span.h"

namespace dbspan::view {

/// A text that is no OTLP message in JSON.
class BadJson : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Which signal a message holds.
enum class Signal { kTraces, kMetrics, kLogs, kOther };

/// Reads one OTLP message in JSON: TracesData or the request. Source: OTLP specification, "JSON
/// Protobuf Encoding", and more kindly than that: identifiers in upper or lower case, 64-bit
/// integers as numbers or texts, names of fields in lowerCamelCase or snake_case, unknown fields.
/// Other signals are skipped.
///
/// Throws BadJson; what came before the fault has been handed on.
Signal ReadTracesJson(std::string_view text, SpanSink& sink);

}  // namespace dbspan::view
