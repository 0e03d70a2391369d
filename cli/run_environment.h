#pragma once

#include <string>
#include <vector>

#include "cli/record_source.h"
#include "view/process_facts.h"

namespace dbspan::cli {

/// Returns the variables that a traced program gets besides those of its record sources: what the
/// user has set stays, but for the endpoint. `process` is the program's span, and `log` the file
/// for dbspan's own lines.
std::vector<Variable> TracedEnvironment(const view::ProcessFacts& process, const std::string& log);

/// The ids of the program's span: below the one that TRACEPARENT names, else of a new trace.
view::ProcessFacts NewProcessSpan();
view::SpanId NewSpanId();

/// The `traceparent` by which others put themselves below this process (W3C Trace Context).
std::string TraceparentOf(const view::ProcessFacts& process);

}  // namespace dbspan::cli
