#pragma once

#include <string_view>

#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a character set has characters of several bytes that contain the byte of an ASCII
/// character; kUnknown if its name is null.
inline Setting AsciiInCharacters(const char* name) noexcept {
  if (name == nullptr) return Setting::kUnknown;
  // Fast path: the character set is nearly always utf8 or latin1.
  if (name[0] != 'b' && name[0] != 'c' && name[0] != 'g' && name[0] != 's') return Setting::kOff;
  for (const std::string_view mixed : {"big5", "cp932", "gb18030", "gbk", "sjis"}) {
    if (name == mixed) return Setting::kOn;
  }
  return Setting::kOff;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
