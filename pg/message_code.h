#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the SQLSTATE of an error that is known only by its message, because libpq keeps the
/// result for itself: the code that a verbose message contains, or that of a message of the server
/// about large objects or the session, in English. Empty if it is not known.
std::string_view CodeOfMessage(std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
