#pragma once

#include "dbspan/detail/pg/execute.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Describes a call of a connection. The operation refers to the texts of `description` and to the
/// connection's endpoint.
Operation Describe(const ::dbspan::pqxx::connection_base& connection,
                   const CallDescription& description) noexcept;

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
