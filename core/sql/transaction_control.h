#pragma once

#include <string_view>

namespace dbspan::sql_text {

/// Tells whether a statement is nothing but BEGIN, START TRANSACTION, COMMIT, ROLLBACK, SAVEPOINT
/// or one of their like: recorded with `Options::transaction_spans` only.
bool ControlsTransaction(std::string_view sql) noexcept;

}  // namespace dbspan::sql_text
