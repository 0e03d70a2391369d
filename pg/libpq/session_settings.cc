#include "pg/libpq/session_settings.h"

#include <algorithm>

#include "pg/libpq/real.h"
#include "pg/session_settings.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsAscii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80U; }

}  // namespace

SqlSettings SettingsFor(std::string_view sql, const PGconn& connection) noexcept {
  SqlSettings settings;
  if (sql.find('\\') != std::string_view::npos) {
    settings.backslash_escapes =
        BackslashEscapes(real::PQparameterStatus(&connection, "standard_conforming_strings"));
  }
  if (!std::all_of(sql.begin(), sql.end(), IsAscii)) {
    settings.ascii_in_characters =
        AsciiInCharacters(real::PQparameterStatus(&connection, "client_encoding"));
  }
  return settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
