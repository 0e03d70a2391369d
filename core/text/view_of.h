#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns a text of a C function, which may be null; null is empty.
inline std::string_view ViewOf(const char* text) noexcept { return text == nullptr ? "" : text; }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
