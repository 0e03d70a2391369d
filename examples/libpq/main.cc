// Uses libpq unchanged: the program includes libpq's own header and links dbspan::libpq.
//
// usage: libpq postgresql://…
#include <dbspan/sdk/setup.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <iostream>
#include <memory>

namespace {

using Connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

int Run(const char* url) {
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("libpq", setup);
  const Connection connection{PQconnectdb(url), &PQfinish};
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    std::cerr << PQerrorMessage(connection.get());
    return EXIT_FAILURE;
  }
  const char* const values[] = {"3"};
  const Result result{
      PQexecParams(connection.get(), "SELECT n FROM generate_series(1, $1::int) AS numbers(n)", 1,
                   nullptr, values, nullptr, nullptr, 0),
      &PQclear};
  std::cout << PQntuples(result.get()) << " rows\n";
  const Result mistake{PQexec(connection.get(), "SELECT nothing FROM nowhere"), &PQclear};
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) { return argc == 2 ? Run(argv[1]) : EXIT_FAILURE; }
