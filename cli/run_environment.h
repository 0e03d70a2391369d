#pragma once

#include <string>
#include <vector>

#include "cli/record_source.h"
#include "view/process_facts.h"

namespace dbspan::cli {

/// Returns the variables for a traced program, without those of its record sources. They do not
/// override variables that the user has set, except a parent in TRACEPARENT. `process` has the ids
/// of the program's span, and `log` is the file for dbspan's own log lines.
std::vector<Variable> TracedEnvironment(const view::ProcessFacts& process, const std::string& log);

/// Makes the ids of the program's span: a child of the span in TRACEPARENT, or a new trace.
view::ProcessFacts NewProcessSpan();
view::SpanId NewSpanId();

/// Returns the `traceparent` (W3C Trace Context) that makes other spans children of the span of
/// this process.
std::string TraceparentOf(const view::ProcessFacts& process);

}  // namespace dbspan::cli
