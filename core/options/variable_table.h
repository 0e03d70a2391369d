#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The type of a variable's value.
enum class VariableKind : std::uint8_t { kBoolean, kChoice, kNumber, kDuration, kList };

/// A switch: `DBSPAN_<name>` for all clients, `DBSPAN_PG_<name>` and so on for one.
///
/// tests/docs/generated.py writes these rows into docs/configuration.md.
struct Variable {
  std::string_view name;
  std::string_view field;  ///< The field of `Options`.
  VariableKind kind;
  std::string_view accepted;  ///< The accepted values, as reported for other values.
  std::string_view initial;   ///< The default.
  std::string_view effect;
  bool at_run_time = false;  ///< Can be changed while calls are running (`Switches`).
};

/// Every switch of `Options`, in the order of the documentation.
struct VariableTable {
  const Variable* first;
  const Variable* last;

  const Variable* begin() const noexcept { return first; }
  const Variable* end() const noexcept { return last; }
};
VariableTable Variables() noexcept;

/// Returns the switch of that name; null if there is none.
const Variable* FindVariable(std::string_view name) noexcept;

/// Tells whether a name that begins with `DBSPAN_` is one that dbspan or its scripts read.
bool IsKnownVariable(std::string_view full_name);

/// Returns the known name that is most similar to this one; empty if none is similar enough.
std::string NearestVariable(std::string_view full_name);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
