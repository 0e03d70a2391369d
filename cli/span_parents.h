#pragma once

#include <string>

#include "view/received_span.h"

namespace dbspan::cli {

/// Puts the spans of an encoded ExportTraceServiceRequest that are right below `parent`, in that
/// trace, below `own` instead. Throws protozero::exception if it is no such message.
///
/// All processes of a run are told one parent, the program's span, by TRACEPARENT. Each has a span
/// of its own, which a process that was started by another one cannot know.
void ReplaceParent(std::string& request, const view::TraceId& trace, view::SpanId parent,
                   view::SpanId own);

}  // namespace dbspan::cli
