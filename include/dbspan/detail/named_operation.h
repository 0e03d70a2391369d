#pragma once

#include <chrono>
#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Describes an operation that has only a name: CONNECT, COMMIT, ROLLBACK.
inline Operation NamedOperation(EndpointView endpoint, std::string_view name,
                                std::chrono::steady_clock::time_point since = {}) noexcept {
  Operation operation;
  operation.endpoint = endpoint;
  operation.name = name;
  operation.since = since;
  return operation;
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
