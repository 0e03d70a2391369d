#pragma once

#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What is known of a setting of the session.
enum class Setting : std::uint8_t { kUnknown, kOff, kOn };

/// The settings that decide where a literal begins and ends in a SQL text.
///
/// Where one is unknown, a text is read in every way that is possible, and only what all readings
/// agree on is recorded.
struct SqlSettings {
  /// A backslash in `'…'` escapes what follows it. Postgres: standard_conforming_strings is off;
  /// MySQL: sql_mode does not contain NO_BACKSLASH_ESCAPES.
  Setting backslash_escapes = Setting::kUnknown;
  /// MySQL: `"…"` is a name, for sql_mode contains ANSI_QUOTES. Without a meaning for Postgres.
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
