#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The names of prepared statements that a text gives another meaning, or none.
struct ChangedNames {
  bool all = false;
  std::optional<std::string> one;
};

/// Returns which prepared statements a text of SQL may change: those of DEALLOCATE, PREPARE and
/// DISCARD ALL. Several statements in one text, or what is not understood, may change all.
ChangedNames NamesChangedBy(std::string_view sql);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
