#include "redis/outcome.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "tests/support/case_name.h"
#include "tests/unit/redis/wire_format.h"

namespace dbspan::redis {
namespace {

constexpr std::int64_t kNone = Outcome::kUnknown;

struct LookupCase {
  const char* rule;
  std::initializer_list<std::string_view> command;
  const char* reply;
  std::int64_t hits;
  std::int64_t misses;
};

class LookupTest : public ::testing::TestWithParam<LookupCase> {};

TEST_P(LookupTest, TellsHitsFromMisses) {
  const std::string wire = Wire(GetParam().command);
  const auto reply = Reply(GetParam().reply);
  ASSERT_NE(reply, nullptr);

  const Outcome outcome = OutcomeOfReply(ReadingOf(ReadCommand(wire)), *reply);

  EXPECT_EQ(outcome.hits, GetParam().hits) << GetParam().rule;
  EXPECT_EQ(outcome.misses, GetParam().misses) << GetParam().rule;
  EXPECT_FALSE(outcome.error) << GetParam().rule;
}

const LookupCase kCases[] = {
    {"a value is a hit", {"GET", "k"}, "$1\r\nv\r\n", 1, 0},
    {"an empty value is a value", {"GET", "k"}, "$0\r\n\r\n", 1, 0},
    {"nil is a miss", {"GET", "k"}, "$-1\r\n", 0, 1},
    {"MGET counts each", {"MGET", "a", "b", "c"}, "*3\r\n$1\r\n1\r\n$-1\r\n$1\r\n3\r\n", 2, 1},
    {"HMGET counts each", {"HMGET", "h", "a"}, "*1\r\n$-1\r\n", 0, 1},
    {"an empty hash is a miss", {"HGETALL", "h"}, "*0\r\n", 0, 1},
    {"a hash is a hit", {"HGETALL", "h"}, "*2\r\n$1\r\nf\r\n$1\r\nv\r\n", 1, 0},
    {"an empty range is a miss", {"GETRANGE", "k", "0", "1"}, "$0\r\n\r\n", 0, 1},
    {"EXISTS counts keys", {"EXISTS", "a", "b", "c"}, ":2\r\n", 2, 1},
    {"SISMEMBER", {"SISMEMBER", "s", "m"}, ":0\r\n", 0, 1},
    {"HEXISTS", {"HEXISTS", "h", "f"}, ":1\r\n", 1, 0},
    {"SMISMEMBER counts each", {"SMISMEMBER", "s", "a", "b"}, "*2\r\n:1\r\n:0\r\n", 1, 1},
    {"ZSCORE", {"ZSCORE", "z", "m"}, "$-1\r\n", 0, 1},
    {"LPOP", {"LPOP", "l"}, "$1\r\nx\r\n", 1, 0},
    {"writes are no lookups", {"SET", "k", "v"}, "+OK\r\n", kNone, kNone},
    {"SET NX that did not set is no miss", {"SET", "k", "v", "NX"}, "$-1\r\n", kNone, kNone},
    {"counters are no lookups", {"INCR", "k"}, ":1\r\n", kNone, kNone},
    {"inside MULTI nothing was looked up yet", {"GET", "k"}, "+QUEUED\r\n", kNone, kNone},
    {"unknown commands are no lookups", {"FOO", "k"}, "$-1\r\n", kNone, kNone},
};
INSTANTIATE_TEST_SUITE_P(Rules, LookupTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(RedisOutcomeTest, ErrorRepliesAreNamedByTheirFirstWord) {
  const Outcome outcome = OutcomeOfReply({}, *Reply("-WRONGTYPE Operation against a key\r\n"));

  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.status_code, "WRONGTYPE");
  EXPECT_EQ(outcome.error->type, "WRONGTYPE");
  EXPECT_EQ(outcome.error->exception, "");
}

TEST(RedisOutcomeTest, AFirstWordThatIsNoCodeMayBeData) {
  const Outcome outcome = OutcomeOfReply({}, *Reply("-alice@example.com is locked\r\n"));

  EXPECT_EQ(outcome.status_code, "ERR");
}

TEST(RedisOutcomeTest, ScriptsChooseTheirWords) {
  const std::string wire = Wire({"EVAL", "return", "0"});

  const Outcome outcome = OutcomeOfReply(ReadingOf(ReadCommand(wire)), *Reply("-MYERR alice\r\n"));

  EXPECT_TRUE(outcome.error->message_is_free_text);
}

TEST(RedisOutcomeTest, ContextErrorsHaveTheirSymbols) {
  EXPECT_EQ(OutcomeOfContextError(REDIS_ERR_IO, "x").error->type, "REDIS_ERR_IO");
  EXPECT_EQ(OutcomeOfContextError(REDIS_ERR_EOF, "x").error->type, "REDIS_ERR_EOF");
  EXPECT_EQ(OutcomeOfContextError(REDIS_ERR_PROTOCOL, "x").error->type, "REDIS_ERR_PROTOCOL");
  EXPECT_EQ(OutcomeOfContextError(REDIS_ERR_OOM, "x").error->type, "REDIS_ERR_OOM");
  EXPECT_EQ(OutcomeOfContextError(99, "x").error->type, "_OTHER");
}

TEST(RedisOutcomeTest, MergingSumsLookupsAndKeepsTheFirstError) {
  Outcome sum;
  Merge(sum, OutcomeOfReply({Lookup::kNil, false, 1}, *Reply("$-1\r\n")));
  Merge(sum, OutcomeOfReply({}, *Reply("-ERR first\r\n")));
  Merge(sum, OutcomeOfReply({Lookup::kNil, false, 1}, *Reply("$1\r\nx\r\n")));
  Merge(sum, OutcomeOfReply({}, *Reply("-OOM second\r\n")));

  EXPECT_EQ(sum.hits, 1);
  EXPECT_EQ(sum.misses, 1);
  EXPECT_EQ(sum.error->type, "ERR");
}

}  // namespace
}  // namespace dbspan::redis
