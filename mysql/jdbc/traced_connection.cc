#include "mysql/jdbc/traced_connection.h"

#include <string>
#include <utility>

#include "core/sql/transaction_control.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/detail/named_operation.h"
#include "dbspan/options.h"
#include "mysql/client_id.h"
#include "mysql/connector_spans.h"
#include "mysql/jdbc/outcome.h"
#include "mysql/jdbc/traced_statement.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Observes calls whose result contains no number of rows.
struct NamedOutcome {
  Outcome operator()() const { return OutcomeOfException(); }
  template <class Result>
  Outcome operator()(const Result& /*result*/) const {
    return {};
  }
  static Outcome OfVoid() { return {}; }
};

std::string_view SqlOf(sql::enum_transaction_isolation level) noexcept {
  switch (level) {
    case sql::TRANSACTION_READ_UNCOMMITTED:
      return "SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED";
    case sql::TRANSACTION_READ_COMMITTED:
      return "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
    case sql::TRANSACTION_REPEATABLE_READ:
      return "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    case sql::TRANSACTION_SERIALIZABLE:
      return "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE";
    default:
      return {};
  }
}

}  // namespace

TracedConnection::TracedConnection(std::unique_ptr<sql::Connection> native,
                                   std::shared_ptr<Session> session) noexcept
    : ForwardingConnection(std::move(native)), session_(std::move(session)) {}

sql::Statement* TracedConnection::createStatement() {
  std::unique_ptr<sql::Statement> native{ForwardingConnection::createStatement()};
  return new TracedStatement(std::move(native), *this, session_);
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text) {
  return Prepared(text, [&] { return ForwardingConnection::prepareStatement(text); });
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text,
                                                           int generated_keys) {
  return Prepared(text,
                  [&] { return ForwardingConnection::prepareStatement(text, generated_keys); });
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text,
                                                           int* columns) {
  return Prepared(text, [&] { return ForwardingConnection::prepareStatement(text, columns); });
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text, int type,
                                                           int concurrency) {
  return Prepared(text,
                  [&] { return ForwardingConnection::prepareStatement(text, type, concurrency); });
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text, int type,
                                                           int concurrency, int holdability) {
  return Prepared(text, [&] {
    return ForwardingConnection::prepareStatement(text, type, concurrency, holdability);
  });
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text,
                                                           sql::SQLString* columns) {
  return Prepared(text, [&] { return ForwardingConnection::prepareStatement(text, columns); });
}

void TracedConnection::setSchema(const sql::SQLString& schema) {
  const ConnectorSpansReplaced replaced{detail::OperationSpan::None()};
  session_->instrumenter().Run([&] { return detail::NamedOperation(session_->endpoint(), "USE"); },
                               [&] { ForwardingConnection::setSchema(schema); }, NamedOutcome{});
  session_->ChangeSchema(schema.asStdString());
}

void TracedConnection::commit() {
  RunNamed("COMMIT", [&] { ForwardingConnection::commit(); });
}

void TracedConnection::rollback() {
  RunNamed("ROLLBACK", [&] { ForwardingConnection::rollback(); });
}

void TracedConnection::rollback(sql::Savepoint* savepoint) {
  RunNamed("ROLLBACK", [&] { ForwardingConnection::rollback(savepoint); });
}

sql::Savepoint* TracedConnection::setSavepoint(const sql::SQLString& name) {
  return RunSql("SAVEPOINT " + name.asStdString(),
                [&] { return ForwardingConnection::setSavepoint(name); });
}

void TracedConnection::releaseSavepoint(sql::Savepoint* savepoint) {
  RunNamed("RELEASE SAVEPOINT", [&] { ForwardingConnection::releaseSavepoint(savepoint); });
}

void TracedConnection::setAutoCommit(bool auto_commit) {
  RunNamed("SET", [&] { ForwardingConnection::setAutoCommit(auto_commit); });
}

void TracedConnection::setTransactionIsolation(sql::enum_transaction_isolation level) {
  const std::string_view sql = SqlOf(level);
  if (sql.empty()) return ForwardingConnection::setTransactionIsolation(level);  // refuses
  RunSql(sql, [&] { ForwardingConnection::setTransactionIsolation(level); });
}

sql::SQLString TracedConnection::getSchema() {
  return RunSql("SELECT DATABASE()", [&] { return ForwardingConnection::getSchema(); });
}

// Runs a call for which the connector itself writes the statement; recorded only with
// `Options::transaction_spans`.
template <class Call>
void TracedConnection::RunNamed(std::string_view name, Call&& call) {
  const ConnectorSpansReplaced replaced{detail::OperationSpan::None()};
  if (!session_->instrumenter().options().transaction_spans) return call();
  session_->instrumenter().Run([&] { return detail::NamedOperation(session_->endpoint(), name); },
                               std::forward<Call>(call), NamedOutcome{});
}

// Records a call for which the connector sends the statement `sql`.
template <class Call>
std::invoke_result_t<Call&> TracedConnection::RunSql(std::string_view sql, Call&& call) {
  const ConnectorSpansReplaced replaced{detail::OperationSpan::None()};
  const Instrumenter& instrumenter = session_->instrumenter();
  if (!instrumenter.options().transaction_spans && sql_text::ControlsTransaction(sql)) {
    return call();
  }
  return instrumenter.Run([&] { return session_->DescribeSql(sql); }, std::forward<Call>(call),
                          NamedOutcome{});
}

template <class Prepare>
sql::PreparedStatement* TracedConnection::Prepared(const sql::SQLString& text, Prepare&& prepare) {
  const ConnectorSpansReplaced replaced{detail::OperationSpan::None()};
  const auto since = std::chrono::steady_clock::now();
  std::unique_ptr<sql::PreparedStatement> native;
  try {
    native.reset(prepare());
  } catch (...) {
    RecordRefused(text, since);
    throw;
  }
  return new TracedPreparedStatement(std::move(native), *this, session_,
                                     session_->TextToKeep(text.asStdString()));
}

// A statement that was prepared is an operation when it is executed; a refused one never will be.
void TracedConnection::RecordRefused(const sql::SQLString& text,
                                     std::chrono::steady_clock::time_point since) noexcept {
  const detail::OutsideLibrary outside{kCApi};
  detail::OperationSpan refused = session_->instrumenter().Start([&] {
    Operation operation = session_->DescribeSql({text.c_str(), text.length()});
    operation.name = "PREPARE";
    operation.since = since;
    return operation;
  });
  refused.EndWith([] { return OutcomeOfException(); });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
