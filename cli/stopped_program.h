#pragma once

#include <string>
#include <vector>

#include "cli/bound_calls.h"
#include "cli/record_source.h"

namespace dbspan::cli {

/// Starts a program as `dbspan run` would, but with LD_BIND_NOW, stops it before `main`, reads the
/// bound calls, and kills it. Its streams are /dev/null. The constructors of its libraries run.
/// Returns an error message, or an empty text.
std::string ReadBoundAtStart(const std::vector<std::string>& command,
                             const std::vector<Variable>& variables, BoundCallsReader& reader,
                             BoundCalls& bound);

}  // namespace dbspan::cli
