// Checks which client library is loaded and whether its structures are those that dbspan was built
// with: the libraries of MariaDB and MySQL have functions of the same names but different
// structures.
#include "mysql/capi/real.h"

#include <iterator>

#include "mysql/capi/command.h"
#include "mysql/capi/state.h"

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

#ifdef MARIADB_BASE_VERSION

const char* Identify(void** functions) {
  const auto& client = *reinterpret_cast<const MySqlClient::Functions*>(functions);
  return client.mariadb_connection == nullptr ? "MySQL's client, and dbspan was built for MariaDB's"
                                              : nullptr;
}

#else

const char* Identify(void** functions) {
  const auto& client = *reinterpret_cast<const MySqlClient::Functions*>(functions);
  if (client.mariadb_connection != nullptr) {
    return "MariaDB's client, and dbspan was built for MySQL's";
  }
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

bool MySqlClient::IsOff() noexcept { return !Enabled<MySql>() && !OpenCommands::Any(); }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
