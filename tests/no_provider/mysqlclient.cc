#include <mysql.h>

#include <stdexcept>

#include "tests/no_provider/client.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

class MySqlConnection : public Connection {
 public:
  MySqlConnection() : native_(mysql_init(nullptr)) {
    const ServerUrl server = MySqlServer();
    if (mysql_real_connect(native_, server.host.c_str(), server.user.c_str(),
                           server.password.c_str(), server.database.c_str(),
                           static_cast<unsigned>(server.port), nullptr, 0) == nullptr) {
      throw std::runtime_error{mysql_error(native_)};
    }
    mysql_query(native_, "SET NAMES utf8mb4");
  }
  ~MySqlConnection() override { mysql_close(native_); }

  std::string Ask() override {
    if (mysql_query(native_, "SELECT 'answer'") != 0) return mysql_error(native_);
    MYSQL_RES* const result = mysql_store_result(native_);
    std::string answer = mysql_fetch_row(result)[0];
    mysql_free_result(result);
    return answer;
  }

 private:
  MYSQL* native_;
};

}  // namespace

std::unique_ptr<Connection> Connect() { return std::make_unique<MySqlConnection>(); }

}  // namespace dbspan::test
