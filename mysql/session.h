#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::uint16_t kDefaultPort = 3306;

/// Returns the system of a server: MariaDB's version string contains its name.
System SystemOf(std::string_view version) noexcept;

/// The arguments of `connect` that identify the server.
struct ConnectTarget {
  std::string url;     ///< `tcp://host:port/schema`, `unix://path`, or a bare host.
  std::string schema;  ///< Overrides the schema of the URL.
  int port = 0;        ///< Overrides the port of the URL.
  std::string socket;  ///< Path of a unix socket; overrides the URL.
};

/// Returns the endpoint of a target. `version` is the server's version string.
EndpointFields ReadTarget(const ConnectTarget& target, std::string_view version);

/// Returns the schema that a `USE schema` statement changes to; empty for other statements.
std::string SchemaOfUse(std::string_view sql);

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
  /// Changes the current schema. Operations that are running keep the earlier one.
  void ChangeSchema(std::string_view schema) noexcept;
  /// Changes the current schema if `sql`, which has succeeded, is a USE statement.
  void FollowSchema(std::string_view sql) noexcept;

  Operation DescribeSql(std::string_view sql) const noexcept;

 private:
  std::shared_ptr<const Instrumenter> instrumenter_;
  EndpointPtr endpoint_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
