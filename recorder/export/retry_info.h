#pragma once

#include <cstdint>
#include <string_view>

namespace dbspan::recorder {

/// Reads when a gRPC receiver wants to be asked again, from its trailer `grpc-status-details-bin`:
/// a google.rpc.Status in base64 with a google.rpc.RetryInfo among its details.
///
/// Returns whole seconds, rounded up and at least 1, or 0 if it does not say. Source: OTLP
/// specification, "OTLP/gRPC throttling".
std::int64_t RetryDelayOf(std::string_view details) noexcept;

}  // namespace dbspan::recorder
