#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/system.h"
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
