#pragma once

#include <string_view>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether an operation only checks that the server responds: an operation that the traits of
/// its system name, or `SELECT 1` in any case, with any blanks and an optional semicolon at the
/// end.
bool IsHealthCheck(const Operation& operation) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE

namespace sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a text is `SELECT 1`, with any blanks and an optional semicolon at the end.
bool SelectsOne(std::string_view sql) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace sql_text
}  // namespace dbspan
