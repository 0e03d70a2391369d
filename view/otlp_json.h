#pragma once

#include <stdexcept>
#include <string_view>

#include "view/received_span.h"

namespace dbspan::view {

/// Thrown for a text that is not an OTLP message in JSON.
class BadJson : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The signal that an OTLP message contains.
enum class Signal { kTraces, kMetrics, kLogs, kOther };

/// Reads one OTLP message in JSON: TracesData or ExportTraceServiceRequest. Messages of other
/// signals are skipped. Source: OTLP specification, "JSON Protobuf Encoding". Also accepts ids in
/// upper case, 64-bit integers as numbers or texts, field names in snake_case, and unknown fields.
///
/// Throws BadJson; `sink` has then received the spans before the error.
Signal ReadTracesJson(std::string_view text, SpanSink& sink);

}  // namespace dbspan::view
