#pragma once

#include <mysql.h>

#include <string_view>
#include <vector>

#include "dbspan/operation.h"
#include "dbspan/sql_settings.h"
#include "dbspan/version.h"
#include "mysql/capi/state.h"
#include "mysql/capi/statement_state.h"
#include "mysql/statement_text.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Begins a statement that is sent as text in the short form (core/span/measured_operation.h), as
/// `sent()` of the connection. Returns false if that is not possible; then start it in another way.
bool BeginMeasured(ConnectionState& state, const MYSQL& connection, std::string_view sql) noexcept;
/// Begins a single execution of a prepared statement in the short form, as `sent` of the statement.
bool BeginMeasured(StatementState& state, const MYSQL_STMT& statement) noexcept;
/// Starts the operation of a statement that is sent as text; empty if it is not recorded.
detail::OperationSpan StartText(ConnectionState& state, const MYSQL& connection,
                                std::string_view sql) noexcept;
/// Starts the operation of a prepared statement. `batch` is the number of executions by this call;
/// 0 or 1: a single one.
detail::OperationSpan StartSql(StatementState& state, const MYSQL_STMT& statement,
                               const std::vector<Parameter>* parameters = nullptr,
                               unsigned batch = 0) noexcept;
/// Returns the endpoint of a statement: that of its connection, or if the client library has
/// separated it from a lost or closed connection, the last one.
const EndpointPtr& EndpointOf(StatementState& state, const MYSQL_STMT& statement);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
