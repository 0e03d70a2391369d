// Each allocation of a client library itself fails in turn: while it connects, executes and reads
// results. Its functions must return what they return without dbspan. hiredis 0.14 is not tried: it
// crashes without dbspan.
#include <dlfcn.h>

#include <cstring>
#include <set>

#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"

extern "C" {
// What the C library calls its own functions, for programs that define malloc themselves.
void* __libc_malloc(std::size_t size);                     // NOLINT(*-reserved-identifier,cert-*)
void* __libc_calloc(std::size_t count, std::size_t size);  // NOLINT(*-reserved-identifier,cert-*)
void* __libc_realloc(void* memory, std::size_t size);      // NOLINT(*-reserved-identifier,cert-*)
}

namespace {

using dbspan::process::Ask;
using dbspan::process::Say;

/// Number of allocations of the client until one fails; negative: none fails.
thread_local int until_failure = -1;

/// Whether the allocation fails, whose caller is at `address`: only those of a client's own code
/// count, because dbspan allocates as well.
bool Fails(const void* address) {
  if (until_failure < 0) return false;
  Dl_info object;
  if (dladdr(address, &object) == 0 || object.dli_fname == nullptr) return false;
  const char* const slash = std::strrchr(object.dli_fname, '/');
  const char* const file = slash == nullptr ? object.dli_fname : slash + 1;
  bool of_client = false;
  for (const char* name : {"libpq.so", "libmariadb.so", "libmysqlclient.so"}) {
    of_client = of_client || std::strncmp(file, name, std::strlen(name)) == 0;
  }
  return of_client && until_failure-- == 0;
}

/// Runs `step` with each allocation failing in turn, until none has failed, and prints the
/// different results. Traced, a client may allocate more or less before a statement, so their
/// numbers differ.
template <typename Step>
void FailEach(const char* name, const Step& step) {
  bool failed = true;
  std::set<std::string> results;
  for (int failing = 0; failed && failing < 500; ++failing) {
    results.insert(step([&] { until_failure = failing; },
                        [&] {
                          failed = until_failure < 0;
                          until_failure = -1;
                        }));
  }
  Say("%s%s", name, failed ? " always fails" : "");
  for (const std::string& result : results) Say("- %s", result.c_str());
}

std::string Text(const char* text) { return text == nullptr ? "nothing" : text; }

/// What a program sees of a result of Postgres.
std::string Seen(PGconn* connection, PGresult* result) {
  std::string seen = std::string{PQresStatus(PQresultStatus(result))} + " " +
                     std::to_string(PQntuples(result)) + " " + Text(PQresultErrorMessage(result)) +
                     " " + Text(PQerrorMessage(connection)) + " " +
                     std::to_string(PQtransactionStatus(connection));
  PQclear(result);
  return seen;
}

void FailPostgres() {
  const char* const url = std::getenv("DBSPAN_TEST_PG_URL");
  FailEach("PQconnectdb", [&](auto fail, auto stop) {
    fail();
    PGconn* const connection = PQconnectdb(url);
    stop();
    std::string seen =
        std::to_string(PQstatus(connection)) + " " + Text(PQerrorMessage(connection));
    PQfinish(connection);
    return seen;
  });
  PGconn* const connection = dbspan::process::ConnectPostgres();
  Say("%s", Ask(connection, "SELECT 10").c_str());  // allocates what a connection keeps
  for (const char* sql :
       {"SELECT repeat('x', 5000), g FROM generate_series(1, 20) g", "SELECT 1/0"}) {
    FailEach(sql, [&](auto fail, auto stop) {
      fail();
      PGresult* const result = PQexec(connection, sql);
      stop();
      return Seen(connection, result);
    });
    FailEach("PQexecParams", [&](auto fail, auto stop) {
      fail();
      PGresult* const result =
          PQexecParams(connection, sql, 0, nullptr, nullptr, nullptr, nullptr, 0);
      stop();
      return Seen(connection, result);
    });
    FailEach("PQsendQuery", [&](auto fail, auto stop) {
      fail();
      std::string seen = std::to_string(PQsendQuery(connection, sql)) + " ";
      PGresult* const result = PQgetResult(connection);
      stop();
      seen += Seen(connection, result);
      while (PGresult* const more = PQgetResult(connection)) seen += Seen(connection, more);
      return seen;
    });
  }
  Say("%s", Ask(connection, "SELECT 11").c_str());
  PQfinish(connection);
}

void FailMySql() {
  for (const char* sql : {"SELECT REPEAT('x', 5000) UNION SELECT 'y'", "SELEC 1"}) {
    FailEach(sql, [&](auto fail, auto stop) {
      MYSQL* const connection = dbspan::process::ConnectMySql();
      fail();
      std::string seen = std::to_string(mysql_query(connection, sql));
      MYSQL_RES* const result = mysql_store_result(connection);
      stop();
      seen += " " + std::to_string(mysql_errno(connection)) + " " + mysql_error(connection);
      if (result != nullptr) seen += " " + std::to_string(mysql_num_rows(result));
      mysql_free_result(result);
      mysql_close(connection);
      return seen;
    });
  }
  FailEach("mysql_stmt_prepare", [](auto fail, auto stop) {
    constexpr const char* kText = "SELECT 1 + 1";
    MYSQL* const connection = dbspan::process::ConnectMySql();
    fail();
    MYSQL_STMT* const statement = mysql_stmt_init(connection);
    std::string seen = "no statement";
    if (statement != nullptr) {
      seen = std::to_string(mysql_stmt_prepare(statement, kText, std::strlen(kText)));
      if (seen == "0") seen += std::to_string(mysql_stmt_execute(statement));
      if (seen == "00") seen += std::to_string(mysql_stmt_store_result(statement));
      seen += " " + std::to_string(mysql_stmt_errno(statement));
    }
    stop();
    if (statement != nullptr) mysql_stmt_close(statement);
    mysql_close(connection);
    return seen;
  });
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  return Fails(__builtin_return_address(0)) ? nullptr : __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  return Fails(__builtin_return_address(0)) ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  return Fails(__builtin_return_address(0)) ? nullptr : __libc_realloc(memory, size);
}
}

int main() {
  const dbspan::process::Telemetry telemetry;
  FailPostgres();
  FailMySql();
}
