#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#ifdef DBSPAN_HEADER_FORM
#include <dbspan/mysql_driver.h>
#else
#include <mysql_driver.h>
#endif

#include "tests/no_provider/client.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

sql::Connection* Open(const ServerUrl& server) {
  return sql::mysql::get_driver_instance()->connect(
      "tcp://" + server.host + ":" + std::to_string(server.port) + "/" + server.database,
      server.user, server.password);
}

/// A connection of Connector/C++, which itself queries and sets variables of the server while it
/// connects.
class ConnectorConnection : public Connection {
 public:
  std::string Ask() override {
    const std::unique_ptr<sql::Statement> statement{native_->createStatement()};
    const std::unique_ptr<sql::ResultSet> rows{statement->executeQuery("SELECT 'answer'")};
    return rows->next() ? rows->getString(1).asStdString() : "";
  }

 private:
  std::unique_ptr<sql::Connection> native_{Open(MySqlServer())};
};

}  // namespace

std::unique_ptr<Connection> Connect() { return std::make_unique<ConnectorConnection>(); }

}  // namespace dbspan::test
