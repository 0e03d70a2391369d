#pragma once

#include "dbspan/detail/client_id.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Id of libpq.
inline constexpr ClientId kLibpq{0};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
