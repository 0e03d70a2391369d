#include "mysql/jdbc/traced_statement.h"

#include <utility>

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Passes the text to send to `call`: with a comment for the server, if `Options::sqlcommenter`
/// requests one.
template <class Call>
auto Send(const detail::OperationSpan& operation, const sql::SQLString& sql, Call&& call) {
  const std::string commented = operation.Commented(sql.asStdString());
  return commented.empty() ? call(sql) : call(sql::SQLString{commented});
}

}  // namespace

TracedStatement::TracedStatement(std::unique_ptr<sql::Statement> native,
                                 sql::Connection& connection,
                                 std::shared_ptr<Session> session) noexcept
    : ForwardingStatement(std::move(native)),
      connection_(&connection),
      execution_(std::move(session)) {}

sql::Connection* TracedStatement::getConnection() {
  ForwardingStatement::getConnection();  // throws if the statement is closed
  return connection_;
}

bool TracedStatement::execute(const sql::SQLString& sql) {
  return execution_.Execute(sql.asStdString(), *native(),
                            [&](const detail::OperationSpan& operation) {
                              return Send(operation, sql, [this](const sql::SQLString& text) {
                                return ForwardingStatement::execute(text);
                              });
                            });
}

sql::ResultSet* TracedStatement::executeQuery(const sql::SQLString& sql) {
  return execution_.Query(sql.asStdString(), *this, [&](const detail::OperationSpan& operation) {
    return Send(operation, sql, [this](const sql::SQLString& text) {
      return ForwardingStatement::executeQuery(text);
    });
  });
}

int TracedStatement::executeUpdate(const sql::SQLString& sql) {
  return execution_.Update(sql.asStdString(), [&](const detail::OperationSpan& operation) {
    return Send(operation, sql, [this](const sql::SQLString& text) {
      return ForwardingStatement::executeUpdate(text);
    });
  });
}

sql::ResultSet* TracedStatement::getResultSet() {
  return execution_.Fetch(*this, [&] { return ForwardingStatement::getResultSet(); });
}

std::uint64_t TracedStatement::getUpdateCount() { return execution_.UpdateCount(*native()); }

bool TracedStatement::getMoreResults() {
  return execution_.MoveOn([&] { return ForwardingStatement::getMoreResults(); });
}

void TracedStatement::close() {
  execution_.Abandon();
  ForwardingStatement::close();
}

TracedPreparedStatement::TracedPreparedStatement(std::unique_ptr<sql::PreparedStatement> native,
                                                 sql::Connection& connection,
                                                 std::shared_ptr<Session> session,
                                                 std::string text) noexcept
    : ForwardingPreparedStatement(std::move(native)),
      connection_(&connection),
      text_(std::move(text)),
      execution_(std::move(session)) {}

sql::Connection* TracedPreparedStatement::getConnection() {
  ForwardingPreparedStatement::getConnection();
  return connection_;
}

bool TracedPreparedStatement::execute() {
  return execution_.Execute(text_, *native(), [this](const detail::OperationSpan& operation) {
    context_.Set(*native(), operation);
    return ForwardingPreparedStatement::execute();
  });
}

sql::ResultSet* TracedPreparedStatement::executeQuery() {
  return execution_.Query(text_, *this, [this](const detail::OperationSpan& operation) {
    context_.Set(*native(), operation);
    return ForwardingPreparedStatement::executeQuery();
  });
}

int TracedPreparedStatement::executeUpdate() {
  return execution_.Update(text_, [this](const detail::OperationSpan& operation) {
    context_.Set(*native(), operation);
    return ForwardingPreparedStatement::executeUpdate();
  });
}

sql::ResultSet* TracedPreparedStatement::getResultSet() {
  return execution_.Fetch(*this, [&] { return ForwardingPreparedStatement::getResultSet(); });
}

std::uint64_t TracedPreparedStatement::getUpdateCount() {
  return execution_.UpdateCount(*native());
}

bool TracedPreparedStatement::getMoreResults() {
  return execution_.MoveOn([&] { return ForwardingPreparedStatement::getMoreResults(); });
}

void TracedPreparedStatement::close() {
  execution_.Abandon();
  ForwardingPreparedStatement::close();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
