#pragma once

#include <string>
#include <vector>

#include "cli/bound_calls.h"
#include "cli/record_source.h"

namespace dbspan::cli {

/// Starts a program as `dbspan run` would, with everything bound at once, stops it before `main`,
/// reads what the dynamic linker has bound, and kills it. Its streams are /dev/null; constructors
/// of its libraries have run. Returns the reason if that is not possible, else nothing.
std::string ReadBoundAtStart(const std::vector<std::string>& command,
                             const std::vector<Variable>& variables, BoundCallsReader& reader,
                             BoundCalls& bound);

}  // namespace dbspan::cli
