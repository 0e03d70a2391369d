#pragma once

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether an operation only asks whether the server is there: what the traits of its system
/// name, or `SELECT 1`, whatever the case, blanks and last semicolon.
bool IsHealthCheck(const Operation& operation) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
