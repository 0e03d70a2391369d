#pragma once

#include <string>

#include "view/received_span.h"

namespace dbspan::cli {

/// Replaces the parent `parent` of spans in trace `trace` by `own`, in an encoded
/// ExportTraceServiceRequest. Throws protozero::exception if `request` is malformed.
///
/// All processes of a run inherit the same TRACEPARENT, with the program's span as the parent.
/// `own` is the span of the process that sent the request.
void ReplaceParent(std::string& request, const view::TraceId& trace, view::SpanId parent,
                   view::SpanId own);

}  // namespace dbspan::cli
