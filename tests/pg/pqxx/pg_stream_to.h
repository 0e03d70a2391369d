#pragma once

#include <dbspan/pqxx>

namespace dbspan::test {

/// Opens a stream into a table, with the function that this version of libpqxx has.
template <class Transaction>
dbspan::pqxx::stream_to StreamTo(Transaction& work, const char* table) {
#if PQXX_VERSION_MAJOR < 8
  return dbspan::pqxx::stream_to{work, table};
#else
  return dbspan::pqxx::stream_to::table(work, {table});
#endif
}

}  // namespace dbspan::test
