#pragma once

#include <string>
#include <vector>

namespace dbspan::cli {

/// An environment variable that dbspan reads, or a misspelt one.
struct SwitchCheck {
  std::string name;
  std::string value;
  std::string problem;  ///< `unknown; DBSPAN_CONNECT_SPANS?`; empty: none.
};

/// Returns all variables that begin with `DBSPAN_`, except those of the tests, and the
/// OpenTelemetry variables that configure the export, sorted by name.
std::vector<SwitchCheck> CheckSwitches();

}  // namespace dbspan::cli
