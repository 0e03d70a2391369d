#pragma once

#include <cppconn/resultset.h>
#include <cppconn/sqlstring.h>

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <utility>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Forwards every call to a result set that it owns. Records nothing.
class ForwardingResultSet : public sql::ResultSet {
 public:
  explicit ForwardingResultSet(std::unique_ptr<sql::ResultSet> native) noexcept
      : native_(std::move(native)) {}

  bool absolute(int row) override { return native_->absolute(row); }
  void afterLast() override { native_->afterLast(); }
  void beforeFirst() override { native_->beforeFirst(); }
  void cancelRowUpdates() override { native_->cancelRowUpdates(); }
  void clearWarnings() override { native_->clearWarnings(); }
  void close() override { native_->close(); }
  uint32_t findColumn(const sql::SQLString& column_label) const override {
    return native_->findColumn(column_label);
  }
  bool first() override { return native_->first(); }
  std::istream* getBlob(uint32_t column_index) const override {
    return native_->getBlob(column_index);
  }
  std::istream* getBlob(const sql::SQLString& column_label) const override {
    return native_->getBlob(column_label);
  }
  bool getBoolean(uint32_t column_index) const override {
    return native_->getBoolean(column_index);
  }
  bool getBoolean(const sql::SQLString& column_label) const override {
    return native_->getBoolean(column_label);
  }
  int getConcurrency() override { return native_->getConcurrency(); }
  sql::SQLString getCursorName() override { return native_->getCursorName(); }
  long double getDouble(uint32_t column_index) const override {
    return native_->getDouble(column_index);
  }
  long double getDouble(const sql::SQLString& column_label) const override {
    return native_->getDouble(column_label);
  }
  int getFetchDirection() override { return native_->getFetchDirection(); }
  size_t getFetchSize() override { return native_->getFetchSize(); }
  int getHoldability() override { return native_->getHoldability(); }
  int32_t getInt(uint32_t column_index) const override { return native_->getInt(column_index); }
  int32_t getInt(const sql::SQLString& column_label) const override {
    return native_->getInt(column_label);
  }
  uint32_t getUInt(uint32_t column_index) const override { return native_->getUInt(column_index); }
  uint32_t getUInt(const sql::SQLString& column_label) const override {
    return native_->getUInt(column_label);
  }
  int64_t getInt64(uint32_t column_index) const override { return native_->getInt64(column_index); }
  int64_t getInt64(const sql::SQLString& column_label) const override {
    return native_->getInt64(column_label);
  }
  uint64_t getUInt64(uint32_t column_index) const override {
    return native_->getUInt64(column_index);
  }
  uint64_t getUInt64(const sql::SQLString& column_label) const override {
    return native_->getUInt64(column_label);
  }
  sql::ResultSetMetaData* getMetaData() const override { return native_->getMetaData(); }
  size_t getRow() const override { return native_->getRow(); }
  sql::RowID* getRowId(uint32_t column_index) override { return native_->getRowId(column_index); }
  sql::RowID* getRowId(const sql::SQLString& column_label) override {
    return native_->getRowId(column_label);
  }
  const sql::Statement* getStatement() const override { return native_->getStatement(); }
  sql::SQLString getString(uint32_t column_index) const override {
    return native_->getString(column_index);
  }
  sql::SQLString getString(const sql::SQLString& column_label) const override {
    return native_->getString(column_label);
  }
  sql::ResultSet::enum_type getType() const override { return native_->getType(); }
  void getWarnings() override { native_->getWarnings(); }
  void insertRow() override { native_->insertRow(); }
  bool isAfterLast() const override { return native_->isAfterLast(); }
  bool isBeforeFirst() const override { return native_->isBeforeFirst(); }
  bool isClosed() const override { return native_->isClosed(); }
  bool isFirst() const override { return native_->isFirst(); }
  bool isLast() const override { return native_->isLast(); }
  bool isNull(uint32_t column_index) const override { return native_->isNull(column_index); }
  bool isNull(const sql::SQLString& column_label) const override {
    return native_->isNull(column_label);
  }
  bool last() override { return native_->last(); }
  bool next() override { return native_->next(); }
  void moveToCurrentRow() override { native_->moveToCurrentRow(); }
  void moveToInsertRow() override { native_->moveToInsertRow(); }
  bool previous() override { return native_->previous(); }
  void refreshRow() override { native_->refreshRow(); }
  bool relative(int rows) override { return native_->relative(rows); }
  bool rowDeleted() override { return native_->rowDeleted(); }
  bool rowInserted() override { return native_->rowInserted(); }
  bool rowUpdated() override { return native_->rowUpdated(); }
  void setFetchSize(size_t rows) override { native_->setFetchSize(rows); }
  size_t rowsCount() const override { return native_->rowsCount(); }
  bool wasNull() const override { return native_->wasNull(); }

 protected:
  sql::ResultSet& native() const noexcept { return *native_; }

 private:
  std::unique_ptr<sql::ResultSet> native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
