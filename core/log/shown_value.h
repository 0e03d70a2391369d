#pragma once

#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the value of an environment variable for a log line: without what may be secret in URLs,
/// and cut, so that the rest of the line stays readable.
std::string ShownValue(std::string_view value);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
