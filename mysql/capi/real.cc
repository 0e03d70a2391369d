// Checks which client library is loaded and whether its structures are those that dbspan was built
// with: the libraries of MariaDB and MySQL have functions of the same names but different
// structures.
#include "mysql/capi/real.h"

#include <iterator>

#include "core/interpose/loaded_object.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr const char* kNames[] = {DBSPAN_MYSQL_FUNCTIONS(DBSPAN_NAME) DBSPAN_MARIADB_FUNCTIONS(
    DBSPAN_NAME) DBSPAN_MYSQL_ONLY_FUNCTIONS(DBSPAN_NAME)
                                      DBSPAN_MYSQL_ACCESSORS(DBSPAN_NAME) "mariadb_connection"};
static_assert(sizeof(MySqlClient::Functions) == sizeof kNames);

constexpr const char* kSonames[] = {"libmariadb.",
                                    "libmariadb-",
                                    "libmysqlclient.",
                                    "libmysqlclient-",
                                    "libmysqlclient_r.",
                                    "libperconaserverclient.",
                                    nullptr};

/// Tells whether the client is MariaDB's: it has a function of its own. That function may also be
/// found in another client library of the process.
bool IsMariaDb(const MySqlClient::Functions& client) {
  if (client.mariadb_connection == nullptr) return false;
  const auto object_of = [](auto* function) {
    return interpose::ObjectAt(reinterpret_cast<const void*>(function)).begin;
  };
  return object_of(client.mariadb_connection) == object_of(client.mysql_get_client_version);
}

#ifdef MARIADB_BASE_VERSION

const char* Identify(void** functions) {
  const auto& client = *reinterpret_cast<const MySqlClient::Functions*>(functions);
  return IsMariaDb(client) ? nullptr : "MySQL's client, and dbspan was built for MariaDB's";
}

#else

const char* Identify(void** functions) {
  const auto& client = *reinterpret_cast<const MySqlClient::Functions*>(functions);
  if (IsMariaDb(client)) return "MariaDB's client, and dbspan was built for MySQL's";
  // MySQL's structures change with the major version.
  constexpr unsigned long kMajor = 10000;
  const bool known = client.mysql_get_client_version != nullptr &&
                     client.mysql_get_client_version() / kMajor == MYSQL_VERSION_ID / kMajor;
  return known ? nullptr : "another version of MySQL's client than dbspan was built for";
}

#endif

constexpr interpose::ClientLibrary kLibrary{"mysqlclient",     "mysql_real_query", kNames,
                                            std::size(kNames), kSonames,           &Identify};

}  // namespace

interpose::Routes MySqlClient::routes_{kLibrary};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
