#pragma once

#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/sqlstring.h>
#include <cppconn/statement.h>
#include <cppconn/warning.h>

#include <memory>
#include <utility>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Forwards every call to a connection that it owns. Records nothing.
class ForwardingConnection : public sql::Connection {
 public:
  explicit ForwardingConnection(std::unique_ptr<sql::Connection> native) noexcept
      : native_(std::move(native)) {}

  void clearWarnings() override { native_->clearWarnings(); }
  sql::Statement* createStatement() override { return native_->createStatement(); }
  void close() override { native_->close(); }
  void commit() override { native_->commit(); }
  bool getAutoCommit() override { return native_->getAutoCommit(); }
  sql::SQLString getCatalog() override { return native_->getCatalog(); }
  sql::Driver* getDriver() override { return native_->getDriver(); }
  sql::SQLString getSchema() override { return native_->getSchema(); }
  sql::SQLString getClientInfo() override { return native_->getClientInfo(); }
  void getClientOption(const sql::SQLString& option_name, void* option_value) override {
    native_->getClientOption(option_name, option_value);
  }
  sql::SQLString getClientOption(const sql::SQLString& option_name) override {
    return native_->getClientOption(option_name);
  }
  sql::DatabaseMetaData* getMetaData() override { return native_->getMetaData(); }
  sql::enum_transaction_isolation getTransactionIsolation() override {
    return native_->getTransactionIsolation();
  }
  const sql::SQLWarning* getWarnings() override { return native_->getWarnings(); }
  bool isClosed() override { return native_->isClosed(); }
  bool isReadOnly() override { return native_->isReadOnly(); }
  bool isValid() override { return native_->isValid(); }
  bool reconnect() override { return native_->reconnect(); }
  sql::SQLString nativeSQL(const sql::SQLString& text) override { return native_->nativeSQL(text); }
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text) override {
    return native_->prepareStatement(text);
  }
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text,
                                           int auto_generated_keys) override {
    return native_->prepareStatement(text, auto_generated_keys);
  }
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text,
                                           int* column_indexes) override {
    return native_->prepareStatement(text, column_indexes);
  }
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text, int result_set_type,
                                           int result_set_concurrency) override {
    return native_->prepareStatement(text, result_set_type, result_set_concurrency);
  }
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text, int result_set_type,
                                           int result_set_concurrency,
                                           int result_set_holdability) override {
    return native_->prepareStatement(text, result_set_type, result_set_concurrency,
                                     result_set_holdability);
  }
  sql::PreparedStatement* prepareStatement(const sql::SQLString& text,
                                           sql::SQLString* column_names) override {
    return native_->prepareStatement(text, column_names);
  }
  void releaseSavepoint(sql::Savepoint* savepoint) override {
    native_->releaseSavepoint(savepoint);
  }
  void rollback() override { native_->rollback(); }
  void rollback(sql::Savepoint* savepoint) override { native_->rollback(savepoint); }
  void setAutoCommit(bool auto_commit) override { native_->setAutoCommit(auto_commit); }
  void setCatalog(const sql::SQLString& catalog) override { native_->setCatalog(catalog); }
  void setSchema(const sql::SQLString& catalog) override { native_->setSchema(catalog); }
  sql::Connection* setClientOption(const sql::SQLString& option_name,
                                   const void* option_value) override {
    native_->setClientOption(option_name, option_value);
    return this;
  }
  sql::Connection* setClientOption(const sql::SQLString& option_name,
                                   const sql::SQLString& option_value) override {
    native_->setClientOption(option_name, option_value);
    return this;
  }
  void setHoldability(int holdability) override { native_->setHoldability(holdability); }
  void setReadOnly(bool read_only) override { native_->setReadOnly(read_only); }
  sql::Savepoint* setSavepoint() override { return native_->setSavepoint(); }
  sql::Savepoint* setSavepoint(const sql::SQLString& name) override {
    return native_->setSavepoint(name);
  }
  void setTransactionIsolation(sql::enum_transaction_isolation level) override {
    native_->setTransactionIsolation(level);
  }

 protected:
  sql::Connection& native() const noexcept { return *native_; }

 private:
  std::unique_ptr<sql::Connection> native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
