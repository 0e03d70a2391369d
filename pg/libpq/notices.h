#pragma once

#include <libpq-fe.h>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Looks at the notices of a connection on their way to libpq's own receiver: a warning gives the
/// operation that it came with its code. Receivers that the program sets itself are left alone, and
/// their connections go without.
void WatchNotices(PGconn* connection) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
