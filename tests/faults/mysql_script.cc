// Prints what a program that uses Connector/C++ and the C API sees when a server or connection
// breaks.
#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <mysql.h>
#include <mysql_driver.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/faults/script.h"
#include "tests/support/servers.h"

namespace {

using dbspan::test::Joined;
using Connection = std::unique_ptr<sql::Connection>;
using Statement = std::unique_ptr<sql::Statement>;
using ResultSet = std::unique_ptr<sql::ResultSet>;

std::string Codes(const std::exception& exception) {
  const auto* error = dynamic_cast<const sql::SQLException*>(&exception);
  return error == nullptr ? ""
                          : std::to_string(error->getErrorCode()) + ' ' + error->getSQLStateCStr();
}

std::string Text(sql::ResultSet& result) {
  std::string text = "rows";
  while (result.next()) text += ' ' + result.getString(1).asStdString();
  return text;
}

class MySqlScript {
 public:
  explicit MySqlScript(dbspan::test::Script& script)
      : script_(script), server_(dbspan::test::ParseUrl(script.url(), 3306)) {}

  void Run() {
    script_.Try("connect", [&] { return Connect(); });
    script_.Try("table", [&] { return MakeTable(); });
    script_.Try("statements", [&] { return Statements(); });
    script_.BreakSoon();
    Broken("in a query", [&] { return Query("SELECT SLEEP(0.5), 'literal-of-a-query'"); });
    Broken("in a stream", [&] { return Stream(); });
    Broken("in a prepared statement", [&] { return Prepared(); });
    Broken("before a commit", [&] { return Commit(); });
    Broken("in several statements", [&] { return Several(); });
    Broken("below the connector", [&] { return CApi(); });
    script_.Try("broken for a new connection", [&] {
      script_.Break();
      return Connect();
    });
    script_.Heal();
    connection_.reset();
    script_.Try("one connection too many", [&] { return Crowd(); });
  }

 private:
  Connection NewConnection() const {
    sql::ConnectOptionsMap options;
    options["hostName"] = "tcp://" + server_.host + ":" + std::to_string(server_.port);
    options["userName"] = server_.user;
    options["password"] = server_.password;
    options["schema"] = server_.database;
    options["OPT_CONNECT_TIMEOUT"] = 1;
    options["OPT_READ_TIMEOUT"] = 2;
    options["CLIENT_MULTI_STATEMENTS"] = true;
    return Connection{sql::mysql::get_mysql_driver_instance()->connect(options)};
  }

  std::string Connect() {
    connection_.reset();
    connection_ = NewConnection();
    return "connected to " + connection_->getSchema().asStdString();
  }

  /// Runs `body` while something breaks; then tries the same connection, and a new one.
  void Broken(const std::string& when, const std::function<std::string()>& body) {
    script_.Try("broken " + when, body);
    script_.Wait();
    script_.Try("the same connection", [&] { return Query("SELECT 1"); });
    script_.Heal();
    script_.Try("a new connection", [&] { return Joined({Connect(), Query("SELECT 2")}); });
  }

  Statement NewStatement() const {
    if (connection_ == nullptr) throw std::logic_error{"there is no connection"};
    return Statement{connection_->createStatement()};
  }

  std::string Query(const std::string& query) const {
    return Text(*ResultSet{NewStatement()->executeQuery(query)});
  }

  std::string Update(const std::string& statement) const {
    return std::to_string(NewStatement()->executeUpdate(statement)) + " affected";
  }

  std::string MakeTable() const {
    Update("DROP TABLE IF EXISTS faults");
    Update("CREATE TABLE faults (a INT PRIMARY KEY, b TEXT)");
    return Update(
        "INSERT INTO faults SELECT seq, REPEAT('literal-of-a-row', 100) FROM seq_1_to_20000");
  }

  std::string Statements() const {
    const Statement needed = NewStatement();
    const std::unique_ptr<sql::PreparedStatement> prepared{
        connection_->prepareStatement("UPDATE faults SET b = ? WHERE a = ?")};
    prepared->setString(1, "literal-of-a-parameter");
    prepared->setInt(2, 7);
    return Joined({std::to_string(prepared->executeUpdate()) + " affected",
                   Query("SELECT LEFT(b, 20) FROM faults WHERE a < 3 AND b <> "
                         "'literal-of-a-comparison' ORDER BY a")});
  }

  std::string Stream() const {
    const Statement statement = NewStatement();
    statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
    const ResultSet result{statement->executeQuery("SELECT b FROM faults")};
    int rows = 0;
    while (result->next()) {
      if (++rows == 10) script_.Break();
    }
    return rows == 20000 ? "all rows" : "not all rows";
  }

  std::string Prepared() const {
    const Statement needed = NewStatement();
    const std::unique_ptr<sql::PreparedStatement> prepared{
        connection_->prepareStatement("SELECT LEFT(b, 20) FROM faults WHERE a = ?")};
    prepared->setInt(1, 5);
    std::string text = Text(*ResultSet{prepared->executeQuery()});
    script_.Break();
    return text + Text(*ResultSet{prepared->executeQuery()});
  }

  std::string Commit() const {
    const Statement needed = NewStatement();
    connection_->setAutoCommit(false);
    Update("UPDATE faults SET b = 'literal-of-an-update' WHERE a = 3");
    script_.Break();
    connection_->commit();
    return "committed";
  }

  std::string Several() const {
    const Statement statement = NewStatement();
    script_.BreakSoon();
    std::string text;
    bool is_result =
        statement->execute("SELECT 'first'; SELECT SLEEP(0.5); SELECT 'literal-of-the-third'");
    do {
      if (is_result) text += Text(*ResultSet{statement->getResultSet()}) + "; ";
      is_result = statement->getMoreResults();
    } while (is_result);
    return text;
  }

  std::string CApi() const {
    const std::unique_ptr<MYSQL, void (*)(MYSQL*)> native{mysql_init(nullptr), &mysql_close};
    const unsigned timeout = 2;
    mysql_options(native.get(), MYSQL_OPT_READ_TIMEOUT, &timeout);
    std::string text;
    const auto say = [&](const std::string& call, bool done) {
      text += call + (done ? " done " : " failed ") + std::to_string(mysql_errno(native.get())) +
              ' ' + mysql_sqlstate(native.get()) + ' ' + mysql_error(native.get()) + "; ";
      return done;
    };
    if (!say("connect",
             mysql_real_connect(native.get(), server_.host.c_str(), server_.user.c_str(),
                                server_.password.c_str(), server_.database.c_str(),
                                static_cast<unsigned>(server_.port), nullptr, 0) != nullptr)) {
      return text;
    }
    say("query", mysql_query(native.get(), "SELECT b, 'literal-of-the-c-api' FROM faults") == 0);
    if (MYSQL_RES* result = mysql_use_result(native.get())) {
      for (int row = 0; row < 10; ++row) mysql_fetch_row(result);
      script_.Break();
      while (mysql_fetch_row(result) != nullptr) {
      }
      say("fetch", mysql_errno(native.get()) == 0);
      mysql_free_result(result);
    }
    say("ping", mysql_ping(native.get()) == 0);
    return text;
  }

  /// Opens connections until the server refuses one.
  std::string Crowd() const {
    std::vector<Connection> crowd;
    while (crowd.size() < 50) crowd.push_back(NewConnection());
    return "none";
  }

  dbspan::test::Script& script_;
  dbspan::test::ServerUrl server_;
  Connection connection_;
};

}  // namespace

int main(int argc, char** argv) {
  dbspan::test::Script script{argc, argv, Codes};
  MySqlScript{script}.Run();
}
