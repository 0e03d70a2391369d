#pragma once

#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// State of a session setting, as far as known.
enum class Setting : std::uint8_t { kUnknown, kOff, kOn };

/// Session settings that determine where literals in SQL begin and end.
///
/// If one is unknown, the lexer tries all its values and records only the text on which all results
/// agree.
struct SqlSettings {
  /// A backslash in `'…'` escapes the next character. Postgres: standard_conforming_strings is off;
  /// MySQL: sql_mode does not contain NO_BACKSLASH_ESCAPES.
  Setting backslash_escapes = Setting::kUnknown;
  /// MySQL: `"…"` is an identifier because sql_mode contains ANSI_QUOTES. Not used for Postgres.
  Setting ansi_quotes = Setting::kUnknown;
  /// The client encoding has characters that contain the byte of an ASCII character: BIG5, GBK,
  /// GB18030, SJIS and the like, where a backslash or a backtick may be half of a character.
  Setting ascii_in_characters = Setting::kUnknown;
};

constexpr bool operator==(const SqlSettings& left, const SqlSettings& right) noexcept {
  return left.backslash_escapes == right.backslash_escapes &&
         left.ansi_quotes == right.ansi_quotes &&
         left.ascii_in_characters == right.ascii_in_characters;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
