// The same as c_clients.cc for libpqxx and Connector/C++, with dbspan's headers and without.
#ifdef DBSPAN_MEMORY_TRACED
#include <dbspan/mysql_driver.h>
#include <dbspan/pqxx>
#else
#include <mysql_driver.h>
#include <pqxx/pqxx>
#endif

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <memory>
#include <string>

#include "tests/memory/secret.h"
#include "tests/support/servers.h"

#ifdef DBSPAN_MEMORY_TRACED
#include "dbspan/sdk/setup.h"

namespace client = dbspan::pqxx;
#else
namespace client = pqxx;
#endif

namespace {

using dbspan::memory::Make;
using dbspan::memory::Report;
using dbspan::memory::Text;

/// A literal that is longer than all texts with the secret.
const std::string& Filler() {
  static const std::string filler(3000, 'x');
  return filler;
}

/// Calls `call`, whose errors are part of the test.
template <class Call>
void Try(const Call& call) {
  try {
    call();
  } catch (const std::exception& /*expected*/) {
  }
}

void UseLibpqxx() {
  client::connection connection{dbspan::test::PostgresServer().text};
  const auto overwrite = [&] {
    client::nontransaction transaction{connection};
    transaction.exec("SELECT '" + Filler() + "'");
    Try([&] { transaction.exec("SELECT '" + Filler() + "'::int"); });
  };
  Make([&] {
    for (const char* const statement :
         {"SELECT length('%')", "/* % */ SELECT 1", "SELECT '%'::int", "SELECT '%"}) {
      Try([&] {
        client::work transaction{connection};
        transaction.exec(Text{statement}.c_str());
      });
    }
    overwrite();
  });
  Report("libpqxx_text");

  Make([&] {
    connection.prepare("one", Text{"SELECT length('%')"}.c_str());
    Try([&] { connection.prepare("refused", Text{"SELECT '%'::int"}.c_str()); });
    overwrite();
  });
  client::work transaction{connection};
  Make([&] {
    transaction.exec_prepared("one");
    transaction.exec("SELECT '" + Filler() + "'");
  });
  Report("libpqxx_prepared");

  client::pipeline pipeline{transaction};
  Make([&] {
    const auto first = pipeline.insert(Text{"SELECT length('%')"}.c_str());
    const auto second = pipeline.insert(Text{"SELECT 1 WHERE '%' = ''"}.c_str());
    pipeline.retrieve(first);
    pipeline.retrieve(second);
    pipeline.complete();
    pipeline.retrieve(pipeline.insert("SELECT '" + Filler() + "'"));
  });
  Report("libpqxx_pipeline");
}

void UseConnector() {
  const auto server = dbspan::test::MySqlServer();
  const std::string url = "tcp://" + server.host + ":" + std::to_string(server.port);
  const std::unique_ptr<sql::Connection> connection{
      get_driver_instance()->connect(url, server.user, server.password)};
  const std::unique_ptr<sql::Statement> plain{connection->createStatement()};
  const auto run = [&](const char* statement) {
    Try([&] {
      plain->execute(statement);
      const std::unique_ptr<sql::ResultSet> result{plain->getResultSet()};
    });
  };
  const auto overwrite = [&] {
    run(("SELECT '" + Filler() + "'").c_str());
    run(("SELEC '" + Filler() + "'").c_str());
  };
  Make([&] {
    for (const char* const statement :
         {"SELECT length('%')", "SELECT \"%\"", "SELECT '%", "SELECT '%' FROM"}) {
      run(Text{statement}.c_str());
    }
    overwrite();
  });
  Report("connector_text");

  std::unique_ptr<sql::PreparedStatement> prepared;
  Make([&] {
    prepared.reset(connection->prepareStatement(Text{"SELECT length('%') AS a"}.c_str()));
    for (int i = 0; i < 2; ++i) {
      const std::unique_ptr<sql::ResultSet> result{prepared->executeQuery()};
    }
    Try([&] {
      const std::unique_ptr<sql::PreparedStatement> refused{
          connection->prepareStatement(Text{"SELECT '%' FROM"}.c_str())};
    });
    overwrite();
  });
  Report("connector_prepared");
}

}  // namespace

int main() {
#ifdef DBSPAN_MEMORY_TRACED
  const auto providers = dbspan::sdk::setup("memory");
#endif
  UseLibpqxx();
  UseConnector();
}
