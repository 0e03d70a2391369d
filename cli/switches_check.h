#pragma once

#include <string>
#include <vector>

namespace dbspan::cli {

/// A variable of the environment that dbspan reads, or was meant to.
struct SwitchCheck {
  std::string name;
  std::string value;
  std::string problem;  ///< Empty: none. `unknown; DBSPAN_CONNECT_SPANS?`
};

/// Returns all variables that begin with `DBSPAN_`, except those of the tests, and the
/// OpenTelemetry variables that configure the export, sorted by name.
std::vector<SwitchCheck> CheckSwitches();

}  // namespace dbspan::cli
