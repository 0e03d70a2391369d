#pragma once

#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Returns the current trace in the form of `traceparent`; empty if there is no sampled trace or
/// Postgres is switched off.
std::string CurrentTraceParent();

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
