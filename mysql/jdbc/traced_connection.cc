#include "mysql/jdbc/traced_connection.h"

#include <utility>

#include "dbspan/options.h"
#include "mysql/jdbc/traced_statement.h"
#include "mysql/outcome.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Makes the outcome of calls that return void.
struct NamedOutcome {
  Outcome operator()() const { return OutcomeOfException(); }
  static Outcome OfVoid() { return {}; }
};

}  // namespace

TracedConnection::TracedConnection(std::unique_ptr<sql::Connection> native,
                                   std::shared_ptr<Session> session) noexcept
    : ForwardingConnection(std::move(native)), session_(std::move(session)) {}

sql::Statement* TracedConnection::createStatement() {
  std::unique_ptr<sql::Statement> native{ForwardingConnection::createStatement()};
  return new TracedStatement(std::move(native), *this, session_);
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text) {
  return Traced(ForwardingConnection::prepareStatement(text), text);
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text,
                                                           int generated_keys) {
  return Traced(ForwardingConnection::prepareStatement(text, generated_keys), text);
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text,
                                                           int* columns) {
  return Traced(ForwardingConnection::prepareStatement(text, columns), text);
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text, int type,
                                                           int concurrency) {
  return Traced(ForwardingConnection::prepareStatement(text, type, concurrency), text);
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text, int type,
                                                           int concurrency, int holdability) {
  return Traced(ForwardingConnection::prepareStatement(text, type, concurrency, holdability), text);
}

sql::PreparedStatement* TracedConnection::prepareStatement(const sql::SQLString& text,
                                                           sql::SQLString* columns) {
  return Traced(ForwardingConnection::prepareStatement(text, columns), text);
}

void TracedConnection::setSchema(const sql::SQLString& schema) {
  session_->instrumenter().Run([&] { return NamedOperation(session_->endpoint(), "USE"); },
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

// Runs a call for which the connector itself writes the statement; recorded only with
// `Options::transaction_spans`.
template <class Call>
void TracedConnection::RunNamed(std::string_view name, Call&& call) {
  if (!session_->instrumenter().options().transaction_spans) return call();
  session_->instrumenter().Run([&] { return NamedOperation(session_->endpoint(), name); },
                               std::forward<Call>(call), NamedOutcome{});
}

sql::PreparedStatement* TracedConnection::Traced(sql::PreparedStatement* native,
                                                 const sql::SQLString& text) {
  std::unique_ptr<sql::PreparedStatement> owned{native};
  return new TracedPreparedStatement(std::move(owned), *this, session_, text.asStdString());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
