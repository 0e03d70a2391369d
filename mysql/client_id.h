#pragma once

#include "dbspan/detail/client_id.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The ClientId of the C API of MySQL and MariaDB.
inline constexpr detail::ClientId kCApi{2};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
