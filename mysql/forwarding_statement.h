#pragma once

#include <cppconn/connection.h>
#include <cppconn/resultset.h>
#include <cppconn/sqlstring.h>
#include <cppconn/statement.h>
#include <cppconn/warning.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace dbspan::mysql {

/// Passes every call on to a statement that it owns. No telemetry here. `Interface` is
/// sql::Statement or sql::PreparedStatement.
template <class Interface>
class ForwardingStatement : public Interface {
 public:
  explicit ForwardingStatement(std::unique_ptr<Interface> native) noexcept
      : native_(std::move(native)) {}

  sql::Connection* getConnection() override { return native_->getConnection(); }
  void cancel() override { native_->cancel(); }
  void clearWarnings() override { native_->clearWarnings(); }
  void close() override { native_->close(); }
  bool execute(const sql::SQLString& text) override { return native_->execute(text); }
  sql::ResultSet* executeQuery(const sql::SQLString& text) override {
    return native_->executeQuery(text);
  }
  int executeUpdate(const sql::SQLString& text) override { return native_->executeUpdate(text); }
  size_t getFetchSize() override { return native_->getFetchSize(); }
  unsigned int getMaxFieldSize() override { return native_->getMaxFieldSize(); }
  uint64_t getMaxRows() override { return native_->getMaxRows(); }
  bool getMoreResults() override { return native_->getMoreResults(); }
  unsigned int getQueryTimeout() override { return native_->getQueryTimeout(); }
  sql::ResultSet* getResultSet() override { return native_->getResultSet(); }
  sql::ResultSet::enum_type getResultSetType() override { return native_->getResultSetType(); }
  uint64_t getUpdateCount() override { return native_->getUpdateCount(); }
  const sql::SQLWarning* getWarnings() override { return native_->getWarnings(); }
  void setCursorName(const sql::SQLString& name) override { native_->setCursorName(name); }
  void setEscapeProcessing(bool enable) override { native_->setEscapeProcessing(enable); }
  void setFetchSize(size_t rows) override { native_->setFetchSize(rows); }
  void setMaxFieldSize(unsigned int max) override { native_->setMaxFieldSize(max); }
  void setMaxRows(unsigned int max) override { native_->setMaxRows(max); }
  void setQueryTimeout(unsigned int seconds) override { native_->setQueryTimeout(seconds); }
  Interface* setResultSetType(sql::ResultSet::enum_type type) override {
    native_->setResultSetType(type);
    return this;
  }

 protected:
  Interface* native() const noexcept { return native_.get(); }

 private:
  std::unique_ptr<Interface> native_;
};

}  // namespace dbspan::mysql
