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

/// Every variable that begins with `DBSPAN_`, and those of OpenTelemetry that say where spans go,
/// by name.
std::vector<SwitchCheck> CheckSwitches();

}  // namespace dbspan::cli
