#pragma once

#include <mysql.h>

#include <string_view>

#include "dbspan/version.h"
#include "mysql/capi/connection_state.h"

// The commands that have a function of their own instead of a text.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Begins an operation of which only the name is known; OnAnswered ends it.
void BeginNamed(MYSQL* connection, std::string_view name) noexcept;
/// The same, recorded with `Options::transaction_spans` only.
void BeginTransactionControl(MYSQL* connection, std::string_view name) noexcept;
/// It was answered.
void OnAnswered(MYSQL* connection, bool failed) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
