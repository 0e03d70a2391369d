#pragma once

namespace dbspan {

/// The version of dbspan, also the version of its instrumentation scopes.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace dbspan
