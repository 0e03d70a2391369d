#pragma once

#include <string_view>

namespace dbspan::sql_text {

/// Tells whether a text is nothing but BEGIN, START or SET TRANSACTION, COMMIT, ROLLBACK,
/// SAVEPOINT, one of their like or several: recorded with `Options::transaction_spans` only.
bool ControlsTransaction(std::string_view sql) noexcept;

}  // namespace dbspan::sql_text
