#pragma once

#include <cstring>

#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

/// The settings of a session that change the meaning of a statement's text, from the values that
/// the server reports; null if it has not reported one.
namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a backslash in a string is an escape: the opposite of
/// `standard_conforming_strings`.
inline Setting BackslashEscapes(const char* standard_conforming_strings) noexcept {
  if (standard_conforming_strings == nullptr) return Setting::kUnknown;
  return std::strcmp(standard_conforming_strings, "on") == 0 ? Setting::kOff : Setting::kOn;
}

/// Tells whether a byte of a multibyte character can be an ASCII value. It can in the encodings
/// listed here, which only clients can use; in all server encodings it cannot. Source: manual,
/// "Character Set Support".
inline Setting AsciiInCharacters(const char* client_encoding) noexcept {
  if (client_encoding == nullptr) return Setting::kUnknown;
  for (const char* mixed : {"BIG5", "GBK", "GB18030", "JOHAB", "SJIS", "SHIFT_JIS_2004", "UHC"}) {
    if (std::strcmp(client_encoding, mixed) == 0) return Setting::kOn;
  }
  return Setting::kOff;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
