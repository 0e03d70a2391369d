#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Predicate for `Hooks::filter`: returns true for the operations to record. Must be safe to call
/// from any thread.
using Filter = std::function<bool(const Operation&)>;

/// Records only the named operations: commands of Redis, or first words of SQL statements. Not
/// case-sensitive.
Filter only_operations(std::vector<std::string> names);
/// Records all operations except the named ones.
Filter skip_operations(std::vector<std::string> names);
/// Records only commands whose first key begins with one of the prefixes, and operations without a
/// key.
Filter only_keys(std::vector<std::string> prefixes);
/// Records all operations except commands whose first key begins with one of the prefixes.
Filter skip_keys(std::vector<std::string> prefixes);
/// Records the operations that both filters accept.
Filter both(Filter first, Filter second);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
