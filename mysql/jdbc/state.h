#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/sql/known_statements.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Telemetry state of one connection of Connector/C++. Used only by the thread that uses the
/// connection.
///
/// Shared by the connection and the objects created from it, which the application deletes in any
/// order.
class Session {
 public:
  explicit Session(EndpointFields fields)
      : instrumenter_(MySql::instrumenter().Get()),
        endpoint_(std::make_shared<const Endpoint>(std::move(fields))) {}

  const Instrumenter& instrumenter() const noexcept { return *instrumenter_; }
  const EndpointPtr& endpoint() const noexcept { return endpoint_; }
  detail::KnownStatements known_statements;  ///< Statements that were measured before.
  /// Changes the current schema. Operations that are running keep the earlier one.
  void ChangeSchema(std::string_view schema) noexcept;
  /// Changes the current schema if `sql`, which has succeeded, is a USE statement.
  void FollowSchema(std::string_view sql) noexcept;

  /// Returns the form of a text that may be kept until its executions.
  std::string TextToKeep(std::string_view sql) const noexcept {
    return instrumenter_->TextToKeep(sql, endpoint_->fields().system);
  }
  Operation DescribeSql(std::string_view sql) const noexcept;

 private:
  std::shared_ptr<const Instrumenter> instrumenter_;
  EndpointPtr endpoint_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
