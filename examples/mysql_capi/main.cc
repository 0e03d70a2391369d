// Uses the C API of MariaDB or MySQL unchanged: the program includes the client's own header and
// links dbspan::mysqlclient.
//
// usage: mysql_capi host port user password schema
#include <dbspan/sdk/setup.h>
#include <mysql.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>

namespace {

using Connection = std::unique_ptr<MYSQL, void (*)(MYSQL*)>;
using Result = std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES*)>;

int Ask(const Connection& connection, const char* sql) {
  return mysql_real_query(connection.get(), sql, std::strlen(sql));
}

int Run(char** argv) {
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("mysql_capi", setup);
  const Connection connection{mysql_init(nullptr), &mysql_close};
  const auto port = static_cast<unsigned>(std::atoi(argv[2]));
  if (mysql_real_connect(connection.get(), argv[1], argv[3], argv[4], argv[5], port, nullptr, 0) ==
      nullptr) {
    std::cerr << mysql_error(connection.get()) << '\n';
    return EXIT_FAILURE;
  }
  Ask(connection, "CREATE TEMPORARY TABLE cities (name VARCHAR(20), people INT)");
  Ask(connection, "INSERT INTO cities VALUES ('Bern', 134), ('Graz', 303), ('Jena', 111)");
  Ask(connection, "SELECT name FROM cities WHERE people > 120");
  const Result result{mysql_store_result(connection.get()), &mysql_free_result};
  std::cout << mysql_num_rows(result.get()) << " rows\n";
  Ask(connection, "SELECT nothing FROM nowhere");  // the span records the error
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) { return argc == 6 ? Run(argv) : EXIT_FAILURE; }
