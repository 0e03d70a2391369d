// Tests a library that dbspan_swap has redirected to dbspan, and a program that links it.
#include "tests/redis/hiredis/swap/library_above.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "dbspan/redis/instrumentation.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::ElementsAre;

TEST(RedisSwapTest, TheSourcesAndTheHeaderOfALibraryInCAreTraced) {
  const ServerUrl server = RedisServer();
  Telemetry telemetry;
  dbspan::configure<Redis>(telemetry.options());
  const std::unique_ptr<LibraryAbove, void (*)(LibraryAbove*)> library{
      LibraryAboveConnect(server.host.c_str(), server.port), &LibraryAboveFree};

  freeReplyObject(LibraryAboveCommand(library.get(), "SET %s %s", "above", "hidden"));
  redisReply* const reply = LibraryAboveGet(library.get(), "above");
  EXPECT_STREQ(reply->str, "hidden");
  freeReplyObject(reply);

  EXPECT_THAT(telemetry.Spans(), ElementsAre(HasAttribute("db.query.text", Text("SET above ?")),
                                             HasAttribute("db.query.text", Text("GET above"))));
  dbspan::configure<Redis>(Options{});
}

}  // namespace
}  // namespace dbspan::test
