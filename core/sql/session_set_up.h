#pragma once

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether an operation only sets up the session it runs in, or reads its settings: `SET
/// NAMES utf8`, `SHOW VARIABLES`, `SELECT @@version`, USE, AUTH, HELLO. Higher-level libraries send
/// such operations while they connect.
bool SetsSessionUp(const Operation& operation) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
