#pragma once

#include <libpq-fe.h>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Inspects the notices of a connection before libpq's own receiver gets them, and adds the
/// SQLSTATE of a warning to the operation that caused it. If the program sets a receiver, that one
/// stays and warnings of the connection are not recorded.
void WatchNotices(PGconn* connection) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
