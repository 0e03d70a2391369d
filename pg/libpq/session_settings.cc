#include "pg/libpq/session_settings.h"

#include <algorithm>

#include "pg/libpq/real.h"
#include "pg/session_settings.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool HasBackslash(std::string_view sql) noexcept {
  return sql.find('\\') != std::string_view::npos;
}

bool IsAscii(std::string_view sql) noexcept {
  return std::all_of(sql.begin(), sql.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

}  // namespace

SqlSettings SettingsFor(std::string_view sql, const PGconn& connection) noexcept {
  SqlSettings settings;
  if (HasBackslash(sql)) {
    settings.backslash_escapes =
        BackslashEscapes(real::PQparameterStatus(&connection, "standard_conforming_strings"));
  }
  if (!IsAscii(sql)) {
    settings.ascii_in_characters =
        AsciiInCharacters(real::PQparameterStatus(&connection, "client_encoding"));
  }
  return settings;
}

bool DependsOnSettings(std::string_view sql) noexcept { return HasBackslash(sql) || !IsAscii(sql); }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
