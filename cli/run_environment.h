#pragma once

#include <string>
#include <vector>

#include "cli/record_source.h"

namespace dbspan::cli {

/// Returns the variables that a traced program gets besides those of its record sources: what the
/// user has set stays, but for the endpoint. `log` is the file for dbspan's own lines.
std::vector<Variable> TracedEnvironment(const std::string& log);

/// The `traceparent` of a new trace (W3C Trace Context).
std::string NewTraceparent();

}  // namespace dbspan::cli
