#pragma once

#include "dbspan/operation.h"

namespace dbspan {

/// Tells whether an operation does nothing but set up, or ask for the settings of, the session that
/// it runs in: `SET NAMES utf8`, `SHOW VARIABLES`, `SELECT @@version`, USE, AUTH, HELLO. Libraries
/// above a client send such by themselves while they connect.
bool SetsSessionUp(const Operation& operation) noexcept;

}  // namespace dbspan
