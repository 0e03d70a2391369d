#pragma once

#include <strings.h>

#include <cstddef>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

// While nothing is recorded, only SELECT is looked for, because it changes the database. The
// overloads are for the forms in which hiredis accepts a command: format, arguments and encoded
// bytes.

inline constexpr std::string_view kSelect = "select";
inline constexpr std::string_view kSelectBegins = "*2\r\n$6\r\n";

// MaySelect is a cheap check, without a function call: it is false for nearly all other commands.
// Selects is exact.

inline bool MaySelect(const char* format) noexcept { return *format == 's' || *format == 'S'; }

inline bool MaySelect(int count, const char** arguments, const std::size_t* lengths) noexcept {
  if (count != 2) return false;
  if (lengths != nullptr && lengths[0] != kSelect.size()) return false;  // may lack a NUL
  return MaySelect(arguments[0]);
}

inline bool MaySelect(const char* wire, std::size_t size) noexcept {
  return size > kSelectBegins.size() + kSelect.size() && MaySelect(wire + kSelectBegins.size());
}

inline bool Selects(const char* format) noexcept {
  return MaySelect(format) && strncasecmp(format, kSelect.data(), kSelect.size()) == 0;
}

inline bool Selects(int count, const char** arguments, const std::size_t* lengths) noexcept {
  return MaySelect(count, arguments, lengths) && Selects(arguments[0]);
}

inline bool Selects(const char* wire, std::size_t size) noexcept {
  return MaySelect(wire, size) && std::string_view{wire, kSelectBegins.size()} == kSelectBegins &&
         Selects(wire + kSelectBegins.size());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
