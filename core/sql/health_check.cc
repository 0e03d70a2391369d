#include "core/sql/health_check.h"

#include <algorithm>
#include <string_view>

#include "core/span/system_traits.h"
#include "core/sql/keyword.h"

namespace dbspan {
namespace sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

bool SelectsOne(std::string_view sql) noexcept {
  constexpr std::size_t kLongest = 64;
  if (sql.size() > kLongest) return false;
  constexpr std::string_view kBlanks = " \t\r\n";
  constexpr std::string_view kSelect = "select";
  const auto skip_blanks = [&] {
    sql.remove_prefix(std::min(sql.find_first_not_of(kBlanks), sql.size()));
  };
  skip_blanks();
  if (!EqualsIgnoringCase(sql.substr(0, kSelect.size()), kSelect)) return false;
  sql.remove_prefix(kSelect.size());
  if (sql.empty() || kBlanks.find(sql.front()) == std::string_view::npos) return false;
  skip_blanks();
  if (sql.empty() || sql.front() != '1') return false;
  sql.remove_prefix(1);
  skip_blanks();
  if (!sql.empty() && sql.front() == ';') sql.remove_prefix(1);
  skip_blanks();
  return sql.empty();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace sql_text

inline namespace DBSPAN_VERSION_NAMESPACE {

bool IsHealthCheck(const Operation& operation) noexcept {
  const System system = operation.endpoint ? operation.endpoint->fields().system : System{};
  const auto& names = system.traits().health_checks;
  const bool named = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return sql_text::EqualsIgnoringCase(name, operation.name);
  });
  return named || sql_text::SelectsOne(operation.sql);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
