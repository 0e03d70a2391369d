#pragma once

#include <string_view>

#include "view/received_span.h"

namespace dbspan::view {

/// Reads an ExportTraceServiceRequest (opentelemetry-proto 1.5). Unknown fields are skipped, as
/// protobuf demands.
///
/// Throws protozero::exception if it is no such message; what came before the fault has been handed
/// on.
void ReadTracesProtobuf(std::string_view message, SpanSink& sink);

}  // namespace dbspan::view
