// The program ends with `exit` before it has read all rows of results of Connector/C++, and before
// it has closed its statements and connections.
#include <mysql_connection.h>
#include <mysql_driver.h>

#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <memory>
#include <string>

#include "tests/process/case.h"

namespace {

sql::Connection* Connect() {
  char user[64];
  char password[64];
  char server[128];
  char schema[64];
  const char* url = std::getenv("DBSPAN_TEST_MYSQL_URL");
  if (url == nullptr || std::sscanf(url, "mysql://%63[^:]:%63[^@]@%127[^/]/%63s", user, password,
                                    server, schema) != 4) {
    dbspan::process::GiveUp("DBSPAN_TEST_MYSQL_URL is not set");
  }
  sql::Connection* const connection =
      sql::mysql::get_driver_instance()->connect(std::string{"tcp://"} + server, user, password);
  connection->setSchema(schema);
  return connection;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  sql::Connection* const connection = Connect();
  sql::Statement* const statement = connection->createStatement();
  statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
  sql::ResultSet* const streamed = statement->executeQuery("SELECT 1 UNION ALL SELECT 2");
  streamed->next();
  dbspan::process::Say("%d", streamed->getInt(1));

  sql::Connection* const other = Connect();
  sql::PreparedStatement* const prepared =
      other->prepareStatement("SELECT ? UNION ALL SELECT 4 UNION ALL SELECT 5");
  prepared->setInt(1, 3);
  sql::ResultSet* const rows = prepared->executeQuery();
  rows->next();
  dbspan::process::Say("%d", rows->getInt(1));

  static const std::unique_ptr<sql::Connection> closed_at_exit{Connect()};
  static const std::unique_ptr<sql::Statement> its{closed_at_exit->createStatement()};
  static const std::unique_ptr<sql::ResultSet> row{its->executeQuery("SELECT 6")};
  row->next();
  dbspan::process::Say("%d", row->getInt(1));
  std::exit(3);
}
