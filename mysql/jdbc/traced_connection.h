#pragma once

#include <cppconn/connection.h>

#include <chrono>
#include <memory>
#include <string_view>
#include <type_traits>

#include "dbspan/version.h"
#include "mysql/jdbc/forwarding_connection.h"
#include "mysql/jdbc/state.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A connection that returns traced statements. Owned by the user, like the connector's
/// connections.
class TracedConnection : public ForwardingConnection {
 public:
  TracedConnection(std::unique_ptr<sql::Connection> native,
                   std::shared_ptr<Session> session) noexcept;

  sql::Statement* createStatement() override;
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text) override;
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text, int generated_keys) override;
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text, int* columns) override;
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text, int type,
                                           int concurrency) override;
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text, int type, int concurrency,
                                           int holdability) override;
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text,
                                           sql::SQLString* columns) override;
  void setSchema(const sql::SQLString& schema) override;
  sql::SQLString getSchema() override;
  void setAutoCommit(bool auto_commit) override;
  void commit() override;
  void rollback() override;
  void rollback(sql::Savepoint* savepoint) override;
  using ForwardingConnection::setSavepoint;  // without a name: the connector refuses
  sql::Savepoint* setSavepoint(const sql::SQLString& name) override;
  void releaseSavepoint(sql::Savepoint* savepoint) override;
  void setTransactionIsolation(sql::enum_transaction_isolation level) override;

 private:
  template <class Call>
  void RunNamed(std::string_view name, Call&& call);
  template <class Call>
  std::invoke_result_t<Call&> RunSql(std::string_view sql, Call&& call);
  template <class Prepare>
  sql::PreparedStatement* Prepared(const sql::SQLString& text, Prepare&& prepare);
  void RecordRefused(const sql::SQLString& text,
                     std::chrono::steady_clock::time_point since) noexcept;

  std::shared_ptr<Session> session_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
