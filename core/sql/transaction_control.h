#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a text consists only of statements that control transactions: BEGIN, START or SET
/// TRANSACTION, COMMIT, ROLLBACK, SAVEPOINT and the like. These are recorded only with
/// `Options::transaction_spans`.
bool ControlsTransaction(std::string_view sql) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
