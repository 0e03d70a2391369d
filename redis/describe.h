#pragma once

#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/version.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Describes one command. The result refers to `wire` and `facts`.
Operation DescribeCommand(EndpointView endpoint, std::string_view wire, const CommandFacts& facts,
                          const Options& options) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
