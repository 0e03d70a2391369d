#include "pg/schema.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>

#include "core/sql/character.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kSearchPath = "search_path=";

bool IsPlain(char one) noexcept {
  const auto byte = static_cast<unsigned char>(one);
  return std::isalnum(byte) != 0 || one == '_' || byte >= 0x80U;
}

/// Returns the text after the last `-c search_path=` or `--search_path=`.
std::string_view SearchPathIn(std::string_view options) noexcept {
  const std::size_t found = options.rfind(kSearchPath);
  if (found == std::string_view::npos) return {};
  std::string_view before = options.substr(0, found);
  before = before.substr(0, before.find_last_not_of(' ') + 1);
  const std::string_view flag =
      before.substr(before.size() - std::min<std::size_t>(before.size(), 2));
  return flag == "-c" || flag == "--" ? options.substr(found + kSearchPath.size())
                                      : std::string_view{};
}

}  // namespace

std::string SchemaOfOptions(std::string_view options) {
  return SchemaOfSearchPath(SearchPathIn(options));
}

std::string SchemaOfSearchPath(std::string_view path) {
  const bool quoted = !path.empty() && path.front() == '"';
  if (quoted) path.remove_prefix(1);
  std::string schema{path.begin(), std::find_if_not(path.begin(), path.end(), IsPlain)};
  path.remove_prefix(schema.size());
  // Names with other characters, and `$user`, are not resolved.
  if (quoted) return !path.empty() && path.front() == '"' ? schema : std::string{};
  if (!path.empty() && path.front() != ',' && path.front() != ' ') return {};
  std::transform(schema.begin(), schema.end(), schema.begin(), sql_text::FoldCase);
  return schema;
}

std::string SchemaOf(const PQconninfoOption* list) {
  const char* options = ValueOf(list, "options");
  if (options == nullptr) options = std::getenv("PGOPTIONS");
  return options == nullptr ? std::string{} : SchemaOfOptions(options);
}

const char* ValueOf(const PQconninfoOption* list, std::string_view keyword) noexcept {
  for (; list != nullptr && list->keyword != nullptr; ++list) {
    if (list->keyword == keyword) return list->val;
  }
  return nullptr;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
