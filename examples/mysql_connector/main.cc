// Uses Connector/C++ through <dbspan/mysql_driver.h> instead of <mysql_driver.h>.
//
// usage: mysql_connector host port user password schema
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <dbspan/mysql_driver.h>
#include <dbspan/sdk/setup.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

namespace {

int Run(char** argv) {
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("mysql_connector", setup);
  sql::Driver* const driver = sql::mysql::get_mysql_driver_instance();
  const std::unique_ptr<sql::Connection> connection{driver->connect(
      std::string{"tcp://"} + argv[1] + ':' + argv[2] + '/' + argv[5], argv[3], argv[4])};
  const std::unique_ptr<sql::Statement> statement{connection->createStatement()};
  statement->execute("CREATE TEMPORARY TABLE cities (name VARCHAR(20), people INT)");
  statement->executeUpdate("INSERT INTO cities VALUES ('Bern', 134), ('Graz', 303), ('Jena', 111)");
  const std::unique_ptr<sql::PreparedStatement> large{
      connection->prepareStatement("SELECT name FROM cities WHERE people > ?")};
  large->setInt(1, 120);
  const std::unique_ptr<sql::ResultSet> rows{large->executeQuery()};
  std::cout << rows->rowsCount() << " rows\n";
  try {
    statement->execute("SELECT nothing FROM nowhere");
  } catch (const sql::SQLException&) {
    // expected: the span records the error
  }
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) { return argc == 6 ? Run(argv) : EXIT_FAILURE; }
