// Uses libpqxx. Only one include and one alias differ from a program without dbspan.
//
// usage: libpqxx postgresql://…
#include <dbspan/sdk/setup.h>
#include <dbspan/pqxx>

#include <cstdlib>
#include <exception>
#include <iostream>

namespace example {

namespace pqxx = dbspan::pqxx;

int Run(const char* url) {
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("libpqxx", setup);
  pqxx::connection connection{url};
  {
    pqxx::work tx{connection};
    tx.exec("CREATE TEMPORARY TABLE cities (name TEXT, people INT)");
    tx.exec("INSERT INTO cities VALUES ('Bern', 134), ('Graz', 303), ('Jena', 111)");
    const auto large = tx.exec_params("SELECT name FROM cities WHERE people > $1", 120);
    std::cout << large.size() << " rows\n";
    tx.commit();
  }
  try {
    pqxx::work tx{connection};
    tx.exec("SELECT nothing FROM nowhere");
  } catch (const std::exception&) {
    // expected: the span records the error
  }
  return EXIT_SUCCESS;
}

}  // namespace example

int main(int argc, char** argv) { return argc == 2 ? example::Run(argv[1]) : EXIT_FAILURE; }
