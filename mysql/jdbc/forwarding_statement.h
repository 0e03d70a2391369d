#pragma once

#include <cppconn/connection.h>
#include <cppconn/resultset.h>
#include <cppconn/sqlstring.h>
#include <cppconn/statement.h>
#include <cppconn/warning.h>

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"
#include "mysql/jdbc/forwarding_query_attributes.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Forwards every call to a statement that it owns. Records nothing. `Interface` is sql::Statement
/// or sql::PreparedStatement.
template <class Interface>
class ForwardingStatement : public ForwardingQueryAttributes<Interface> {
 public:
  using ForwardingQueryAttributes<Interface>::ForwardingQueryAttributes;

  sql::Connection* getConnection() override { return native()->getConnection(); }
  void cancel() override { native()->cancel(); }
  void clearWarnings() override { native()->clearWarnings(); }
  void close() override { native()->close(); }
  bool execute(const sql::SQLString& text) override { return native()->execute(text); }
  sql::ResultSet* executeQuery(const sql::SQLString& text) override {
    return native()->executeQuery(text);
  }
  int executeUpdate(const sql::SQLString& text) override { return native()->executeUpdate(text); }
  size_t getFetchSize() override { return native()->getFetchSize(); }
  unsigned int getMaxFieldSize() override { return native()->getMaxFieldSize(); }
  uint64_t getMaxRows() override { return native()->getMaxRows(); }
  bool getMoreResults() override { return native()->getMoreResults(); }
  unsigned int getQueryTimeout() override { return native()->getQueryTimeout(); }
  sql::ResultSet* getResultSet() override { return native()->getResultSet(); }
  sql::ResultSet::enum_type getResultSetType() override { return native()->getResultSetType(); }
  uint64_t getUpdateCount() override { return native()->getUpdateCount(); }
  const sql::SQLWarning* getWarnings() override { return native()->getWarnings(); }
  void setCursorName(const sql::SQLString& name) override { native()->setCursorName(name); }
  void setEscapeProcessing(bool enable) override { native()->setEscapeProcessing(enable); }
  void setFetchSize(size_t rows) override { native()->setFetchSize(rows); }
  void setMaxFieldSize(unsigned int max) override { native()->setMaxFieldSize(max); }
  void setMaxRows(unsigned int max) override { native()->setMaxRows(max); }
  void setQueryTimeout(unsigned int seconds) override { native()->setQueryTimeout(seconds); }
  Interface* setResultSetType(sql::ResultSet::enum_type type) override {
    native()->setResultSetType(type);
    return this;
  }

 protected:
  using ForwardingQueryAttributes<Interface>::native;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
