#pragma once

#include <string_view>

#include "view/received_span.h"

namespace dbspan::view {

/// Reads an ExportTraceServiceRequest (opentelemetry-proto 1.5). Unknown fields are skipped, as
/// protobuf requires.
///
/// Throws protozero::exception if `message` is malformed; `sink` has then received the spans before
/// the error.
void ReadTracesProtobuf(std::string_view message, SpanSink& sink);

}  // namespace dbspan::view
