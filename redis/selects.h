#pragma once

#include <strings.h>

#include <cstddef>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

// While nothing is recorded, only what changes the namespace is looked at, in each of the forms in
// which hiredis takes a command.

inline constexpr std::string_view kSelect = "select";
inline constexpr std::string_view kSelectBegins = "*2\r\n$6\r\n";

// At a glance, without a call: false for nearly all that is none.

inline bool MaySelect(const char* format) noexcept { return *format == 's' || *format == 'S'; }

inline bool MaySelect(int count, const char** arguments, const std::size_t* lengths) noexcept {
  if (count != 2) return false;
  if (lengths != nullptr && lengths[0] != kSelect.size()) return false;  // it may not end in NUL
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
