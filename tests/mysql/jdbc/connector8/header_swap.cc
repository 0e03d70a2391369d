// Compiles a program against the interfaces of Connector/C++ 8.3, and checks that dbspan's classes
// implement them completely.
#include <dbspan/mysql_driver.h>

#include <type_traits>

#include "mysql/jdbc/connect.h"
#include "mysql/jdbc/traced_connection.h"
#include "mysql/jdbc/traced_resultset.h"
#include "mysql/jdbc/traced_statement.h"

namespace dbspan::mysql {

static_assert(!std::is_abstract_v<TracedDriver>);
static_assert(!std::is_abstract_v<TracedConnection>);
static_assert(!std::is_abstract_v<TracedStatement>);
static_assert(!std::is_abstract_v<TracedPreparedStatement>);
static_assert(!std::is_abstract_v<TracedResultSet>);

}  // namespace dbspan::mysql

sql::Driver* AllWaysToTheDriver(int way) {
  switch (way) {
    case 0:
      return sql::mysql::get_driver_instance();
    case 1:
      return sql::mysql::get_mysql_driver_instance();
    case 2:
      return sql::mysql::get_driver_instance_by_name("");
    default:
      return get_driver_instance();
  }
}
