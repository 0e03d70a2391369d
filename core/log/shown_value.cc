#include "core/log/shown_value.h"

#include <cstddef>

#include "core/log/url_secrets.h"
#include "core/sql/utf8.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

std::string ShownValue(std::string_view value) {
  constexpr std::size_t kMost = 100;
  std::string shown = WithoutUrlSecrets(value);
  if (shown.size() <= kMost) return shown;
  return std::string{sql_text::CutAtCharacter(shown, kMost)} + "…";
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
