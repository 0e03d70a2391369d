#include "dbspan/filter.h"
#include "core/text/starts_with.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/sql/keyword.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Returns the first word of the statement; empty if it begins with a comment.
std::string_view NameOf(const Operation& operation) noexcept {
  if (!operation.name.empty()) return operation.name;
  std::string_view sql = operation.sql;
  const std::size_t begin = sql.find_first_not_of(" \t\r\n(");
  if (begin == std::string_view::npos) return {};
  sql.remove_prefix(begin);
  const auto* const end = std::find_if(sql.begin(), sql.end(), [](char c) {
    return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  });
  return sql.substr(0, static_cast<std::size_t>(end - sql.begin()));
}

bool IsNamed(const Operation& operation, const std::vector<std::string>& names) {
  const std::string_view name = NameOf(operation);
  return std::any_of(names.begin(), names.end(), [name](const std::string& candidate) {
    return sql_text::EqualsIgnoringCase(candidate, name);
  });
}

bool HasPrefix(std::string_view key, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [key](const std::string& prefix) { return StartsWith(key, prefix); });
}

}  // namespace

Filter only_operations(std::vector<std::string> names) {
  return
      [names = std::move(names)](const Operation& operation) { return IsNamed(operation, names); };
}

Filter skip_operations(std::vector<std::string> names) {
  return
      [names = std::move(names)](const Operation& operation) { return !IsNamed(operation, names); };
}

Filter only_keys(std::vector<std::string> prefixes) {
  return [prefixes = std::move(prefixes)](const Operation& operation) {
    return operation.key.empty() || HasPrefix(operation.key, prefixes);
  };
}

Filter skip_keys(std::vector<std::string> prefixes) {
  return [prefixes = std::move(prefixes)](const Operation& operation) {
    return operation.key.empty() || !HasPrefix(operation.key, prefixes);
  };
}

Filter both(Filter first, Filter second) {
  return [first = std::move(first), second = std::move(second)](const Operation& operation) {
    return first(operation) && second(operation);
  };
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
