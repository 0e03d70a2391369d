#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the delay that a gRPC receiver requests in its trailer `grpc-status-details-bin`: a
/// google.rpc.Status in base64 with a google.rpc.RetryInfo among its details.
///
/// In whole seconds, rounded up and at least 1; 0 if there is none. Source: OTLP specification,
/// "OTLP/gRPC throttling".
std::int64_t RetryDelayOf(std::string_view details) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
