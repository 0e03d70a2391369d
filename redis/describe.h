#pragma once

#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "redis/resp/command.h"

namespace dbspan::redis {

/// Describes one command from its bytes.
Operation DescribeCommand(EndpointView endpoint, std::string_view wire, const CommandFacts& facts,
                          const Options& options) noexcept;

}  // namespace dbspan::redis
