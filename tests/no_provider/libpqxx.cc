#ifdef DBSPAN_HEADER_FORM
#include <dbspan/pqxx>
namespace client = dbspan::pqxx;
#else
#include <pqxx/pqxx>
namespace client = pqxx;
#endif

#include "tests/no_provider/client.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

class PqxxConnection : public Connection {
 public:
  std::string Ask() override {
    client::work tx{native_};
    std::string answer = tx.exec("SELECT 'answer'")[0][0].c_str();
    tx.commit();
    return answer;
  }

 private:
  client::connection native_{PostgresServer().text};
};

}  // namespace

std::unique_ptr<Connection> Connect() { return std::make_unique<PqxxConnection>(); }

}  // namespace dbspan::test
