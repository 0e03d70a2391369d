// A program that knows nothing of dbspan: runs all scripts, and prints the statements that the
// server received, each on a line.
#include <exception>
#include <iostream>

#include "tests/pg/pqxx/transactions/scripts.h"

int main(int /*count*/, char** arguments) try {
  using namespace dbspan::test;
  for (const auto& script : Scripts<NativeNames>()) {
    NativeNames::connection connection{LoggingUrl(arguments[1])};
    const StatementLog log{connection};
    script.run(connection);
    for (const std::string& statement : log.statements()) std::cout << statement << '\n';
  }
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
