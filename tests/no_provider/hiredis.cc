#ifdef DBSPAN_HEADER_FORM
#include <dbspan/hiredis.h>
#else
#include <hiredis/hiredis.h>
#endif

#include <stdexcept>

#include "tests/no_provider/client.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

class HiredisConnection : public Connection {
 public:
  HiredisConnection() {
    const ServerUrl server = RedisServer();
    native_ = redisConnect(server.host.c_str(), server.port);
    if (native_ == nullptr || native_->err != 0) throw std::runtime_error{"no connection to Redis"};
    freeReplyObject(redisCommand(native_, "SELECT 0"));
  }
  ~HiredisConnection() override { redisFree(native_); }

  std::string Ask() override {
    auto* const reply = static_cast<redisReply*>(redisCommand(native_, "ECHO %s", "answer"));
    std::string answer = reply != nullptr && reply->str != nullptr ? reply->str : "";
    freeReplyObject(reply);
    return answer;
  }

 private:
  redisContext* native_ = nullptr;
};

}  // namespace

std::unique_ptr<Connection> Connect() { return std::make_unique<HiredisConnection>(); }

}  // namespace dbspan::test
