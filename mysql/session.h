#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dbspan/default_instrumenter.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::uint16_t kDefaultPort = 3306;

/// Whose server it is: MariaDB says so in its version string.
System SystemOf(std::string_view version) noexcept;

/// What the arguments of `connect` say about the server.
struct ConnectTarget {
  std::string url;     ///< `tcp://host:port/schema`, `unix://path`, or a bare host.
  std::string schema;  ///< Wins over the schema of the URL.
  int port = 0;        ///< Wins over the port of the URL.
  std::string socket;  ///< Path of a unix socket; wins over the URL.
};

/// Reads the address. `version` is the server's version string.
EndpointFields ReadTarget(const ConnectTarget& target, std::string_view version);

/// Returns the schema that a `USE schema` statement changes to, or nothing.
std::string SchemaOfUse(std::string_view sql);

/// What telemetry remembers of one connection. Used by the thread that uses the connection.
///
/// Shared by the connection and all that came from it, which users delete in any order.
class Session {
 public:
  explicit Session(EndpointFields fields)
      : instrumenter_(MySql::instrumenter().Get()),
        endpoint_(std::make_shared<const Endpoint>(std::move(fields))) {}

  const Instrumenter& instrumenter() const noexcept { return *instrumenter_; }
  const EndpointPtr& endpoint() const noexcept { return endpoint_; }
  /// The current schema changed; the operations that run keep the earlier one.
  void ChangeSchema(std::string_view schema) noexcept;
  /// A statement succeeded: follows it if it was a USE.
  void FollowSchema(std::string_view sql) noexcept;

  Operation DescribeSql(std::string_view sql) const noexcept;

 private:
  std::shared_ptr<const Instrumenter> instrumenter_;
  EndpointPtr endpoint_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
