// A library between the program and dbspan. It links the same objects of dbspan as the program.
#include <dbspan/pqxx>

bool IsRefused() {
  try {
    const dbspan::pqxx::connection connection{"host=127.0.0.1 port=1"};
  } catch (const dbspan::pqxx::broken_connection&) {
    return true;
  }
  return false;
}
