#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a statement begins with SELECT and a blank, as most do. Needs no lexer.
inline bool BeginsWithSelect(std::string_view text) noexcept {
  constexpr char kSelect[] = {'s', 'e', 'l', 'e', 'c', 't', ' ', 0};
  constexpr char kCase[] = {0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0, 0};
  constexpr unsigned char kCompared[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0};
  const auto word = [](const void* at) noexcept {
    std::uint64_t loaded = 0;
    std::memcpy(&loaded, at, sizeof loaded);
    return loaded;
  };
  return text.size() >= sizeof(std::uint64_t) &&
         ((word(text.data()) | word(kCase)) & word(kCompared)) == word(kSelect);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
