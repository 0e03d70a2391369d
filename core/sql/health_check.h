#pragma once

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether an operation only checks that the server responds: an operation that the traits of
/// its system name, or `SELECT 1` in any case, with any blanks and an optional semicolon at the
/// end.
bool IsHealthCheck(const Operation& operation) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
