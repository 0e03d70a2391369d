// Tests connections that the program has opened itself and passes to hiredis as file descriptors.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <string>

#include "tests/redis/hiredis/redis_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;

class RedisFdTest : public RedisFixture {
 protected:
  static Context Adopt(int descriptor) {
    return {redisConnectFd(descriptor), [](redisContext* c) { redisFree(c); }};
  }
  void Ping(redisContext* context) {
    telemetry_.Clear();
    const Reply reply{static_cast<redisReply*>(redisCommand(context, "PING")), &freeReplyObject};
    ASSERT_NE(reply, nullptr) << context->errstr;
  }
};

TEST_F(RedisFdTest, TheServerIsThePeerOfTheSocket) {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(server_.port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);

  const Context context = Adopt(descriptor);
  Ping(context.get());

  Attributes wanted = With({{"db.operation.name", Text("PING")}, {"db.query.text", Text("PING")}});
  wanted["server.address"] = Text("127.0.0.1");
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AttributesAre(wanted)));
}

// Only the recorded address matters, so the test listens on a Unix socket itself: that of a server
// in a container is not reachable.
TEST_F(RedisFdTest, TheServerIsThePathOfAUnixSocket) {
  const std::string path =
      std::filesystem::temp_directory_path() / ("dbspan-fd-" + std::to_string(getpid()));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int listening = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listening, 1), 0);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const int accepted = accept(listening, nullptr, nullptr);
  ASSERT_EQ(write(accepted, "+PONG\r\n", 7), 7);

  const Context context = Adopt(descriptor);
  Ping(context.get());
  close(accepted);
  close(listening);
  std::filesystem::remove(path);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("server.address", Text(path)),
                                HasAttribute("network.peer.address", Text(path)),
                                LacksAttribute("server.port"))));
}

}  // namespace
}  // namespace dbspan::test
