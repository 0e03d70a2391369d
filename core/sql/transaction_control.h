#pragma once

#include <string_view>

namespace dbspan::sql_text {

/// Tells whether a text consists only of statements that control transactions: BEGIN, START or SET
/// TRANSACTION, COMMIT, ROLLBACK, SAVEPOINT and the like. These are recorded only with
/// `Options::transaction_spans`.
bool ControlsTransaction(std::string_view sql) noexcept;

}  // namespace dbspan::sql_text
