// A transaction that is retried after a conflict. Each attempt is a span, `record_retry` records
// the reason, and `dbspan.error.retry` of the failed statement is `transaction`: the whole
// transaction may be repeated.
//
// usage: retries postgresql://…
#include <dbspan/sdk/setup.h>
#include <dbspan/trace.h>
#include <dbspan/pqxx>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace example {

namespace pqxx = dbspan::pqxx;
using namespace std::chrono_literals;

constexpr int kMostAttempts = 4;

/// Fails at the first two attempts with the error of conflicting transactions (40001).
void Book(pqxx::connection& connection, int attempt) {
  pqxx::work tx{connection};
  tx.exec("UPDATE seats SET taken = taken + 1 WHERE flight = 7");
  if (attempt <= 2) {
    tx.exec("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$");
  }
  tx.commit();
}

int BookWithRetries(pqxx::connection& connection) {
  return dbspan::trace("book", [&] {
    auto delay = 5ms;
    for (int attempt = 1;; ++attempt, delay *= 2) {
      try {
        dbspan::trace("attempt", {{"attempt", attempt}}, [&] { Book(connection, attempt); });
        return attempt;
      } catch (const pqxx::serialization_failure&) {
        if (attempt == kMostAttempts) throw;
        dbspan::record_retry(attempt, delay, "40001");
        std::this_thread::sleep_for(delay);
      }
    }
  });
}

int Run(char** argv) {
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("retries", setup);
  pqxx::connection connection{argv[1]};
  dbspan::trace("prepare", [&] {
    pqxx::work tx{connection};
    tx.exec("CREATE TEMPORARY TABLE seats (flight INT, taken INT)");
    tx.exec("INSERT INTO seats VALUES (7, 0)");
    tx.commit();
  });
  const int attempt = BookWithRetries(connection);
  std::cout << "booked at attempt " << attempt << '\n';
  return EXIT_SUCCESS;
}

}  // namespace example

int main(int argc, char** argv) { return argc == 2 ? example::Run(argv) : EXIT_FAILURE; }
