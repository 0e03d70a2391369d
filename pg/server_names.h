#pragma once

#include <libpq-fe.h>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether the hosts, ports and database in a list of libpq's keywords can be names of
/// servers and a database.
///
/// If not, they may be pieces of a password with unescaped delimiters:
/// `postgresql://bob:a@b,c@host/db` has the password `a` and the hosts `b` and `c@host`. libpq
/// reports one host of such a list. True if `keywords` is null.
bool NamesServers(const PQconninfoOption* keywords) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
