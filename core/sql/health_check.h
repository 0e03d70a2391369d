#pragma once

#include "dbspan/operation.h"

namespace dbspan {

/// Tells whether an operation only asks whether the server is there: PING, or `SELECT 1`, whatever
/// the case, blanks and last semicolon.
bool IsHealthCheck(const Operation& operation) noexcept;

}  // namespace dbspan
