#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline bool StartsWith(std::string_view text, std::string_view start) noexcept {
  return text.substr(0, start.size()) == start;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
