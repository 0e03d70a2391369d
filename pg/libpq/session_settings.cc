#include "pg/libpq/session_settings.h"

#include <algorithm>
#include <cstring>

#include "pg/libpq/real.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Setting BackslashEscapes(const PGconn& connection) noexcept {
  const char* standard = real::PQparameterStatus(&connection, "standard_conforming_strings");
  if (standard == nullptr) return Setting::kUnknown;
  return std::strcmp(standard, "on") == 0 ? Setting::kOff : Setting::kOn;
}

// In the encodings listed here, which only clients can use, a byte of a multibyte character can be
// an ASCII value. In all server encodings it cannot (manual, "Character Set Support").
Setting AsciiInCharacters(const PGconn& connection) noexcept {
  const char* encoding = real::PQparameterStatus(&connection, "client_encoding");
  if (encoding == nullptr) return Setting::kUnknown;
  for (const char* mixed : {"BIG5", "GBK", "GB18030", "JOHAB", "SJIS", "SHIFT_JIS_2004", "UHC"}) {
    if (std::strcmp(encoding, mixed) == 0) return Setting::kOn;
  }
  return Setting::kOff;
}

bool IsAscii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80U; }

}  // namespace

SqlSettings SettingsFor(std::string_view sql, const PGconn& connection) noexcept {
  SqlSettings settings;
  if (sql.find('\\') != std::string_view::npos) {
    settings.backslash_escapes = BackslashEscapes(connection);
  }
  if (!std::all_of(sql.begin(), sql.end(), IsAscii)) {
    settings.ascii_in_characters = AsciiInCharacters(connection);
  }
  return settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
