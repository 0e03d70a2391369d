#pragma once

/// The namespace inside `dbspan` that holds its names, so that two versions can be in one process.
/// Inline: programs do not name it.
#define DBSPAN_VERSION_NAMESPACE v0_1

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The version of dbspan, also the version of its instrumentation scopes.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
