// Prints what a program that uses libpqxx and libpq sees when a server or connection breaks.
#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "tests/faults/script.h"

namespace {

using dbspan::test::Joined;
using Connection = std::unique_ptr<pqxx::connection>;

std::string Codes(const std::exception& exception) {
  const auto* error = dynamic_cast<const pqxx::sql_error*>(&exception);
  return error == nullptr ? ""
                          : Joined({std::string{error->sqlstate()}, std::string{error->query()}});
}

std::string Text(const pqxx::result& result) {
  std::string text = std::to_string(result.affected_rows()) + " affected, rows";
  for (const auto& row : result) {
    for (const auto& field : row)
      text += ' ' + (field.is_null() ? "NULL" : std::string{field.c_str()});
  }
  return text;
}

class PostgresScript {
 public:
  explicit PostgresScript(dbspan::test::Script& script) : script_(script) {}

  void Run() {
    script_.Try("connect", [&] { return Connect(); });
    script_.Try("table", [&] { return MakeTable(); });
    script_.Try("statements", [&] { return Statements(); });
    script_.BreakSoon();
    Broken("in a query", [&] { return Exec("SELECT pg_sleep(0.5), 'literal-of-a-query'"); });
    Broken("in COPY to the client", [&] { return CopyOut(); });
    Broken("in COPY from the client", [&] { return CopyIn(); });
    Broken("before a commit", [&] { return Commit(); });
    Broken("in a pipeline", [&] { return Pipeline(); });
    Broken("in an asynchronous query", [&] { return Asynchronous(); });
    script_.Try("broken for a new connection", [&] {
      script_.Break();
      return Connect();
    });
    script_.Heal();
    connection_.reset();
    script_.Try("one connection too many", [&] { return Crowd(); });
  }

 private:
  std::string Connect() {
    connection_.reset();
    connection_ = std::make_unique<pqxx::connection>(script_.url() + "?connect_timeout=2");
    connection_->prepare(
        "two",
        "SELECT a, left(b, 20) FROM faults WHERE a < $1 AND b <> 'literal-of-prepared' ORDER BY a");
    return "connected";
  }

  /// Runs `body` while something breaks; then tries the same connection, and a new one.
  void Broken(const std::string& when, const std::function<std::string()>& body) {
    script_.Try("broken " + when, body);
    script_.Wait();
    script_.Try("the same connection", [&] { return Exec("SELECT 1"); });
    script_.Heal();
    script_.Try("a new connection", [&] { return Joined({Connect(), Exec("SELECT 2")}); });
  }

  std::string Exec(const std::string& query) {
    pqxx::work work{NeededConnection()};
    const pqxx::result result = work.exec(query);
    work.commit();
    return Text(result);
  }

  std::string MakeTable() {
    Exec("DROP TABLE IF EXISTS faults");
    Exec("CREATE TABLE faults (a int PRIMARY KEY, b text)");
    return Exec(
        "INSERT INTO faults SELECT g, repeat('literal-of-a-row', 100) FROM generate_series(1, "
        "20000) g");
  }

  std::string Statements() {
    pqxx::work work{NeededConnection()};
    std::string text = Text(work.exec_prepared("two", 2));
    text += "; " + Text(work.exec_params("UPDATE faults SET b = $1 WHERE a = $2",
                                         "literal-of-a-parameter", 7));
    work.commit();
    return text;
  }

  std::string CopyOut() {
    pqxx::work work{NeededConnection()};
    pqxx::stream_from stream{work, "faults"};
    std::tuple<int, std::string> row;
    int rows = 0;
    while (stream >> row) {
      if (++rows == 10) script_.Break();
    }
    stream.complete();
    return std::to_string(rows) + " rows";
  }

  std::string CopyIn() {
    pqxx::work work{NeededConnection()};
    work.exec("CREATE TEMPORARY TABLE copied (a int, b text)");
    auto stream = StreamTo(work, "copied");
    for (int row = 1; row <= 100000; ++row) {
      stream << std::make_tuple(row, "literal-of-a-row");
      if (row == 10) script_.Break();
    }
    stream.complete();
    return Text(work.exec("SELECT count(*) FROM copied"));
  }

  static pqxx::stream_to StreamTo(pqxx::work& work, const char* table) {
#if PQXX_VERSION_MAJOR < 8
    return pqxx::stream_to{work, table};
#else
    return pqxx::stream_to::table(work, {table});
#endif
  }

  std::string Commit() {
    pqxx::work work{NeededConnection()};
    work.exec("UPDATE faults SET b = 'literal-of-an-update' WHERE a = 3");
    script_.Break();
    work.commit();
    return "committed";
  }

  std::string Pipeline() {
    pqxx::work work{NeededConnection()};
    pqxx::pipeline pipeline{work};
    std::vector<pqxx::pipeline::query_id> ids;
    // libpqxx sends the first query at once and the next ones when it reads the first result, which
    // has not arrived yet.
    ids.push_back(pipeline.insert("SELECT 0, pg_sleep(0.5)"));
    for (int i = 1; i < 5; ++i) ids.push_back(pipeline.insert("SELECT " + std::to_string(i)));
    script_.Break();
    std::string text;
    for (const auto id : ids) text += Text(pipeline.retrieve(id)) + "; ";
    return text;
  }

  std::string Asynchronous() {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> native{
        PQconnectdb((script_.url() + "?connect_timeout=2").c_str()), &PQfinish};
    std::string text = std::to_string(PQstatus(native.get())) + ' ' + PQerrorMessage(native.get());
    text += std::to_string(
        PQsendQuery(native.get(), "SELECT pg_sleep(0.3); SELECT 'literal-of-libpq'"));
    script_.Break();
    while (PGresult* result = PQgetResult(native.get())) {
      text += std::string{" "} + PQresStatus(PQresultStatus(result)) + ' ' +
              PQresultErrorMessage(result);
      PQclear(result);
    }
    return text + ' ' + PQerrorMessage(native.get());
  }

  /// Opens connections until the server refuses one.
  std::string Crowd() {
    std::vector<Connection> crowd;
    while (crowd.size() < 50) crowd.push_back(std::make_unique<pqxx::connection>(script_.url()));
    return "none";
  }

  pqxx::connection& NeededConnection() {
    if (connection_ == nullptr) throw std::logic_error{"there is no connection"};
    return *connection_;
  }

  dbspan::test::Script& script_;
  Connection connection_;
};

}  // namespace

int main(int argc, char** argv) {
  dbspan::test::Script script{argc, argv, Codes};
  PostgresScript{script}.Run();
}
