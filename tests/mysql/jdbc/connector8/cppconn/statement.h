// Declarations of Connector/C++ 8.3.
#pragma once
// guard of the installed header, so that the other installed headers do not include it
#define _SQL_STATEMENT_H_

#include <cppconn/config.h>
#include <cppconn/resultset.h>
#include <cppconn/sqlstring.h>

#include <cstdint>

namespace sql {

class Connection;
class ResultSet;
class SQLWarning;

class Statement {
 public:
  virtual ~Statement() = default;
  virtual Connection* getConnection() = 0;
  virtual void cancel() = 0;
  virtual void clearWarnings() = 0;
  virtual void close() = 0;
  virtual bool execute(const sql::SQLString& text) = 0;
  virtual ResultSet* executeQuery(const sql::SQLString& text) = 0;
  virtual int executeUpdate(const sql::SQLString& text) = 0;
  virtual size_t getFetchSize() = 0;
  virtual unsigned int getMaxFieldSize() = 0;
  virtual uint64_t getMaxRows() = 0;
  virtual bool getMoreResults() = 0;
  virtual unsigned int getQueryTimeout() = 0;
  virtual ResultSet* getResultSet() = 0;
  virtual sql::ResultSet::enum_type getResultSetType() = 0;
  virtual uint64_t getUpdateCount() = 0;
  virtual const SQLWarning* getWarnings() = 0;
  virtual void setCursorName(const sql::SQLString& name) = 0;
  virtual void setEscapeProcessing(bool enable) = 0;
  virtual void setFetchSize(size_t rows) = 0;
  virtual void setMaxFieldSize(unsigned int max) = 0;
  virtual void setMaxRows(unsigned int max) = 0;
  virtual void setQueryTimeout(unsigned int seconds) = 0;
  virtual Statement* setResultSetType(sql::ResultSet::enum_type type) = 0;
  virtual int setQueryAttrBigInt(const sql::SQLString& name, const sql::SQLString& value) = 0;
  virtual int setQueryAttrBoolean(const sql::SQLString& name, bool value) = 0;
  virtual int setQueryAttrDateTime(const sql::SQLString& name, const sql::SQLString& value) = 0;
  virtual int setQueryAttrDouble(const sql::SQLString& name, double value) = 0;
  virtual int setQueryAttrInt(const sql::SQLString& name, int32_t value) = 0;
  virtual int setQueryAttrUInt(const sql::SQLString& name, uint32_t value) = 0;
  virtual int setQueryAttrInt64(const sql::SQLString& name, int64_t value) = 0;
  virtual int setQueryAttrUInt64(const sql::SQLString& name, uint64_t value) = 0;
  virtual int setQueryAttrNull(const sql::SQLString& name) = 0;
  virtual int setQueryAttrString(const sql::SQLString& name, const sql::SQLString& value) = 0;
  virtual void clearAttributes() = 0;
};

}  // namespace sql
