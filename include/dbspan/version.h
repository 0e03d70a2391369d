#pragma once

/// The inline namespace inside `dbspan` that contains its names. It allows two versions of dbspan
/// in one process; programs need not write it.
#define DBSPAN_VERSION_NAMESPACE v0_1

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The version of dbspan and of its instrumentation scopes.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
