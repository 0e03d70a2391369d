#include <dbspan/mysql_driver.h>
#include <dbspan/options.h>

bool mysql_works() {
  return sql::mysql::get_mysql_driver_instance() != nullptr &&
         dbspan::options<dbspan::MySql>().enabled;
}
