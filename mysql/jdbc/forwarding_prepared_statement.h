#pragma once

#include <cppconn/parameter_metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset_metadata.h>

#include <cstdint>
#include <istream>

#include "dbspan/version.h"
#include "mysql/jdbc/forwarding_statement.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Forwards the calls that only a prepared statement has. Records nothing.
class ForwardingPreparedStatement : public ForwardingStatement<sql::PreparedStatement> {
 public:
  using ForwardingStatement::execute;
  using ForwardingStatement::executeQuery;
  using ForwardingStatement::executeUpdate;
  using ForwardingStatement::ForwardingStatement;

  void clearParameters() override { native()->clearParameters(); }
  bool execute() override { return native()->execute(); }
  sql::ResultSet* executeQuery() override { return native()->executeQuery(); }
  int executeUpdate() override { return native()->executeUpdate(); }
  sql::ResultSetMetaData* getMetaData() override { return native()->getMetaData(); }
  sql::ParameterMetaData* getParameterMetaData() override {
    return native()->getParameterMetaData();
  }
  void setBigInt(unsigned int parameter_index, const sql::SQLString& value) override {
    native()->setBigInt(parameter_index, value);
  }
  void setBlob(unsigned int parameter_index, std::istream* blob) override {
    native()->setBlob(parameter_index, blob);
  }
  void setBoolean(unsigned int parameter_index, bool value) override {
    native()->setBoolean(parameter_index, value);
  }
  void setDateTime(unsigned int parameter_index, const sql::SQLString& value) override {
    native()->setDateTime(parameter_index, value);
  }
  void setDouble(unsigned int parameter_index, double value) override {
    native()->setDouble(parameter_index, value);
  }
  void setInt(unsigned int parameter_index, int32_t value) override {
    native()->setInt(parameter_index, value);
  }
  void setUInt(unsigned int parameter_index, uint32_t value) override {
    native()->setUInt(parameter_index, value);
  }
  void setInt64(unsigned int parameter_index, int64_t value) override {
    native()->setInt64(parameter_index, value);
  }
  void setUInt64(unsigned int parameter_index, uint64_t value) override {
    native()->setUInt64(parameter_index, value);
  }
  void setNull(unsigned int parameter_index, int sql_type) override {
    native()->setNull(parameter_index, sql_type);
  }
  void setString(unsigned int parameter_index, const sql::SQLString& value) override {
    native()->setString(parameter_index, value);
  }
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
