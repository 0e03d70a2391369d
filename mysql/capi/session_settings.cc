#include "mysql/capi/session_settings.h"

#include "mysql/capi/real.h"
#include "mysql/character_set.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

void SessionSettings::ReadCharset(const MYSQL& connection) noexcept {
  charset_ = connection.charset;
  characters_ = AsciiInCharacters(real::mysql_character_set_name(const_cast<MYSQL*>(&connection)));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
