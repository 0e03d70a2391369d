#include "core/sql/health_check.h"

#include <string_view>

#include "core/sql/keyword.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using sql_text::EqualsIgnoringCase;

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view Trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool SelectsOne(std::string_view sql) noexcept {
  constexpr std::size_t kLongest = 64;
  if (sql.size() > kLongest) return false;
  sql = Trim(sql);
  if (!sql.empty() && sql.back() == ';') sql = Trim(sql.substr(0, sql.size() - 1));
  constexpr std::string_view kSelect = "select";
  if (sql.size() <= kSelect.size() || !EqualsIgnoringCase(sql.substr(0, kSelect.size()), kSelect)) {
    return false;
  }
  const std::string_view rest = sql.substr(kSelect.size());
  return kBlanks.find(rest.front()) != std::string_view::npos && Trim(rest) == "1";
}

}  // namespace

bool IsHealthCheck(const Operation& operation) noexcept {
  return EqualsIgnoringCase(operation.name, "ping") || SelectsOne(operation.sql);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
