#include "pg/libpq/session_settings.h"

#include <cstdint>
#include <cstring>

#include "pg/libpq/real.h"
#include "pg/session_settings.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool HasBackslash(std::string_view sql) noexcept {
  return sql.find('\\') != std::string_view::npos;
}

bool IsAscii(std::string_view sql) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::uint64_t bits = 0;
  while (sql.size() >= sizeof bits) {
    std::uint64_t word = 0;
    std::memcpy(&word, sql.data(), sizeof word);
    bits |= word;
    sql.remove_prefix(sizeof word);
  }
  for (const char c : sql) bits |= static_cast<unsigned char>(c);
  return (bits & kHighBits) == 0;
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
