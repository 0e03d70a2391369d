#pragma once

#include "tests/support/servers.h"

namespace dbspan::bench {

inline constexpr const char* kPointReads = "postgres/SELECT";
inline constexpr const char* kPointRead = "SELECT relname, relkind FROM pg_class WHERE oid = 1259";

/// A connection with a transaction on it.
template <class Connection, class Transaction>
struct PgSession {
  Connection connection{test::PostgresServer().text};
  Transaction transaction{connection};
};

}  // namespace dbspan::bench
