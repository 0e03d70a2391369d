#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// For `Hooks::filter`: tells whether an operation is recorded. Safe from any thread.
using Filter = std::function<bool(const Operation&)>;

/// Records only the named operations: commands of Redis, or first words of SQL statements. Upper
/// and lower case are the same.
Filter only_operations(std::vector<std::string> names);
/// Records all but the named ones.
Filter skip_operations(std::vector<std::string> names);
/// Records only commands whose first key begins with one of the prefixes. What has no key is
/// recorded.
Filter only_keys(std::vector<std::string> prefixes);
/// Records all but those.
Filter skip_keys(std::vector<std::string> prefixes);
/// Records what both record.
Filter both(Filter first, Filter second);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
