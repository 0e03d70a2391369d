#pragma once

#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>

#include <cstdint>
#include <istream>
#include <memory>
#include <string>

#include "dbspan/version.h"
#include "mysql/jdbc/execute.h"
#include "mysql/jdbc/forwarding_prepared_statement.h"
#include "mysql/jdbc/forwarding_statement.h"
#include "mysql/jdbc/trace_attribute.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A statement whose executions are operations. Owned by the user, like the connector's statements.
/// Refers to its traced connection without owning it.
class TracedStatement : public ForwardingStatement<sql::Statement> {
 public:
  TracedStatement(std::unique_ptr<sql::Statement> native, sql::Connection& connection,
                  std::shared_ptr<Session> session) noexcept;

  sql::Connection* getConnection() override;
  bool execute(const sql::SQLString& sql) override;
  sql::ResultSet* executeQuery(const sql::SQLString& sql) override;
  int executeUpdate(const sql::SQLString& sql) override;
  sql::ResultSet* getResultSet() override;
  std::uint64_t getUpdateCount() override;
  bool getMoreResults() override;
  void close() override;

 private:
  sql::Connection* connection_;
  Execution execution_;
};

/// Like TracedStatement, for a prepared statement; stores its text.
class TracedPreparedStatement : public ForwardingPreparedStatement {
 public:
  TracedPreparedStatement(std::unique_ptr<sql::PreparedStatement> native,
                          sql::Connection& connection, std::shared_ptr<Session> session,
                          std::string text) noexcept;

  using ForwardingPreparedStatement::execute;  // with a text: the connector rejects them
  using ForwardingPreparedStatement::executeQuery;
  using ForwardingPreparedStatement::executeUpdate;

  sql::Connection* getConnection() override;
  bool execute() override;
  sql::ResultSet* executeQuery() override;
  int executeUpdate() override;
  sql::ResultSet* getResultSet() override;
  std::uint64_t getUpdateCount() override;
  bool getMoreResults() override;
  void close() override;

  void clearParameters() override;
  void setNull(unsigned int parameter_index, int sql_type) override;
  void setBlob(unsigned int parameter_index, std::istream* blob) override;
  void setBigInt(unsigned int parameter_index, const sql::SQLString& value) override;
  void setBoolean(unsigned int parameter_index, bool value) override;
  void setDateTime(unsigned int parameter_index, const sql::SQLString& value) override;
  void setDouble(unsigned int parameter_index, double value) override;
  void setInt(unsigned int parameter_index, int32_t value) override;
  void setUInt(unsigned int parameter_index, uint32_t value) override;
  void setInt64(unsigned int parameter_index, int64_t value) override;
  void setUInt64(unsigned int parameter_index, uint64_t value) override;
  void setString(unsigned int parameter_index, const sql::SQLString& value) override;

 private:
  sql::Connection* connection_;
  std::string text_;
  TraceAttribute context_;
  Execution execution_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
