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

inline bool Selects(const char* format) noexcept {
  const bool may = *format == 's' || *format == 'S';
  return may && strncasecmp(format, kSelect.data(), kSelect.size()) == 0;
}

inline bool Selects(int count, const char** arguments, const std::size_t* lengths) noexcept {
  if (count != 2) return false;
  if (lengths != nullptr && lengths[0] != kSelect.size()) return false;  // it may not end in NUL
  return Selects(arguments[0]);
}

inline bool Selects(const char* wire, std::size_t size) noexcept {
  constexpr std::string_view kBegin = "*2\r\n$6\r\n";
  const std::string_view bytes{wire, size};
  return size > kBegin.size() + kSelect.size() && bytes.substr(0, kBegin.size()) == kBegin &&
         strncasecmp(wire + kBegin.size(), kSelect.data(), kSelect.size()) == 0;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
