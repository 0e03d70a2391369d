#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// OIDs of functions of the server, which never change (pg_proc.dat).
inline constexpr int kReadLargeObject = 954;   ///< `loread`
inline constexpr int kSeekLargeObject = 3170;  ///< `lo_lseek64`
inline constexpr int kTellLargeObject = 3171;  ///< `lo_tell64`

/// Returns the name of a large-object function by its OID; empty if it is unknown.
std::string_view LargeObjectFunction(int function) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
