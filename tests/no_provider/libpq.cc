#include <libpq-fe.h>

#include <stdexcept>

#include "tests/no_provider/client.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

class LibpqConnection : public Connection {
 public:
  LibpqConnection() : native_(PQconnectdb(PostgresServer().text.c_str())) {
    if (PQstatus(native_) != CONNECTION_OK) throw std::runtime_error{PQerrorMessage(native_)};
  }
  ~LibpqConnection() override { PQfinish(native_); }

  std::string Ask() override {
    PGresult* const result = PQexec(native_, "SELECT 'answer'");
    std::string answer = PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    return answer;
  }

 private:
  PGconn* native_;
};

}  // namespace

std::unique_ptr<Connection> Connect() { return std::make_unique<LibpqConnection>(); }

}  // namespace dbspan::test
