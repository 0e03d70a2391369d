#include "redis/outcome.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "redis/client/outcome.h"
#include "tests/redis/resp/wire_format.h"
#include "tests/support/case_name.h"

namespace dbspan::redis {
namespace {

constexpr std::int64_t kNone = Outcome::kUnknown;

ReplyReading Get() {
  const std::string wire = Wire({"GET", "k"});
  return ReadingOf(ReadCommand(wire));
}

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
    {"SET GET is a lookup", {"SET", "k", "v", "GET"}, "$-1\r\n", 0, 1},
    {"SET NX GET, too", {"SET", "k", "v", "EX", "1", "NX", "GET"}, "$1\r\nx\r\n", 1, 0},
    {"a value that is called GET is none", {"SET", "k", "GET", "NX"}, "$-1\r\n", kNone, kNone},
    {"LPOS", {"LPOS", "l", "x"}, ":0\r\n", 1, 0},
    {"LPOS without a match", {"LPOS", "l", "x"}, "$-1\r\n", 0, 1},
    {"LPOS COUNT without a match", {"LPOS", "l", "x", "COUNT", "0"}, "*0\r\n", 0, 1},
    {"LPOS COUNT", {"LPOS", "l", "x", "COUNT", "0"}, "*1\r\n:3\r\n", 1, 0},
    {"a member may be empty", {"SPOP", "s"}, "$0\r\n\r\n", 1, 0},
    {"nothing to pop", {"SPOP", "s", "2"}, "*0\r\n", 0, 1},
    {"LCS", {"LCS", "a", "b"}, "$0\r\n\r\n", 0, 1},
    {"the length of an LCS is no lookup", {"LCS", "a", "b", "LEN"}, ":0\r\n", kNone, kNone},
    {"HGETEX counts each",
     {"HGETEX", "h", "FIELDS", "2", "f", "g"},
     "*2\r\n$1\r\nv\r\n$-1\r\n",
     1,
     1},
    {"HGETDEL counts each", {"HGETDEL", "h", "FIELDS", "1", "f"}, "*1\r\n$-1\r\n", 0, 1},
    {"GEOSEARCH", {"GEOSEARCH", "g", "FROMMEMBER", "m", "BYRADIUS", "1", "km"}, "*0\r\n", 0, 1},
    {"STORE is no lookup",
     {"GEORADIUS", "g", "1", "2", "3", "km", "STORE", "d"},
     ":0\r\n",
     kNone,
     kNone},
    {"GEODIST", {"GEODIST", "g", "a", "b"}, "$-1\r\n", 0, 1},
    {"filters", {"BF.MEXISTS", "b", "x", "y"}, "*2\r\n:1\r\n:0\r\n", 1, 1},
    {"subcommands", {"OBJECT", "FREQ", "k"}, ":0\r\n", kNone, kNone},
    {"unknown commands are no lookups", {"FOO", "k"}, "$-1\r\n", kNone, kNone},
};
INSTANTIATE_TEST_SUITE_P(Rules, LookupTest, ::testing::ValuesIn(kCases), test::CaseName{});

struct RowsCase {
  const char* rule;
  std::initializer_list<std::string_view> command;
  const char* reply;
  std::int64_t rows;
};

class RowsTest : public ::testing::TestWithParam<RowsCase> {};

TEST_P(RowsTest, CountsItems) {
  const std::string wire = Wire(GetParam().command);
  const auto reply = Reply(GetParam().reply);

  const Outcome outcome = OutcomeOfReply(ReadingOf(ReadCommand(wire)), *reply);

  EXPECT_EQ(outcome.returned_rows, GetParam().rows) << GetParam().rule;
}

#define PAIR "*2\r\n$1\r\nm\r\n$1\r\n1\r\n"
#define FLAT_PAIR "$1\r\nm\r\n$1\r\n1\r\n"
#define ENTRY "*2\r\n$3\r\n1-1\r\n" PAIR

const RowsCase kRowsCases[] = {
    {"elements", {"LRANGE", "l", "0", "-1"}, "*2\r\n$1\r\na\r\n$1\r\nb\r\n", 2},
    {"one value is no list", {"GET", "k"}, "$1\r\nv\r\n", kNone},
    {"a hash", {"HGETALL", "h"}, "*4\r\n" FLAT_PAIR FLAT_PAIR, 2},
    {"scores in RESP2", {"ZRANGE", "z", "0", "-1", "WITHSCORES"}, "*4\r\n" FLAT_PAIR FLAT_PAIR, 2},
    {"scores in RESP3", {"ZRANGE", "z", "0", "-1", "withscores"}, "*2\r\n" PAIR PAIR, 2},
    {"members", {"ZRANGE", "z", "0", "-1"}, "*2\r\n" FLAT_PAIR, 2},
    {"a key is no option", {"ZUNION", "1", "WITHSCORES"}, "*2\r\n" FLAT_PAIR, 2},
    {"fields and values", {"HRANDFIELD", "h", "2", "WITHVALUES"}, "*2\r\n" FLAT_PAIR, 1},
    {"popped with scores", {"ZPOPMIN", "z", "2"}, "*4\r\n" FLAT_PAIR FLAT_PAIR, 2},
    {"popped with scores in RESP3", {"ZPOPMIN", "z", "2"}, "*2\r\n" PAIR PAIR, 2},
    {"a key and an element", {"BLPOP", "l", "0"}, "*2\r\n" FLAT_PAIR, 1},
    {"a key and elements", {"LMPOP", "1", "l", "LEFT"}, "*2\r\n$1\r\nl\r\n" PAIR, 2},
    {"a key and pairs", {"ZMPOP", "1", "z", "MIN"}, "*2\r\n$1\r\nz\r\n*1\r\n" PAIR, 1},
    {"SCAN", {"SCAN", "0"}, "*2\r\n$1\r\n0\r\n" PAIR, 2},
    {"HSCAN", {"HSCAN", "h", "0"}, "*2\r\n$1\r\n0\r\n" PAIR, 1},
    {"HSCAN NOVALUES", {"HSCAN", "h", "0", "NOVALUES"}, "*2\r\n$1\r\n0\r\n" PAIR, 2},
    {"entries", {"XRANGE", "s", "-", "+"}, "*1\r\n" ENTRY, 1},
    {"entries of streams",
     {"XREAD", "STREAMS", "s", "t", "0", "0"},
     "*2\r\n*2\r\n$1\r\ns\r\n*2\r\n" ENTRY ENTRY "*2\r\n$1\r\nt\r\n*1\r\n" ENTRY,
     3},
    {"claimed entries",
     {"XAUTOCLAIM", "s", "g", "c", "0", "0"},
     "*3\r\n$3\r\n0-0\r\n*1\r\n" ENTRY "*0\r\n",
     1},
    {"a summary", {"XPENDING", "s", "g"}, "*4\r\n:1\r\n$3\r\n1-1\r\n$3\r\n1-1\r\n*0\r\n", kNone},
    {"a greeting", {"HELLO", "3"}, "*2\r\n" FLAT_PAIR, kNone},
    {"a subscription", {"SUBSCRIBE", "c"}, "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n", kNone},
    {"no time", {"TIME"}, "*2\r\n" FLAT_PAIR, kNone},
    {"settings", {"CONFIG", "GET", "*"}, "*2\r\n" FLAT_PAIR, 1},
    {"no documents", {"FT.SEARCH", "i", "q"}, "*1\r\n:0\r\n", 0},
    {"documents", {"FT.SEARCH", "i", "q"}, "*3\r\n:9\r\n$1\r\nd\r\n" PAIR, 1},
    {"ids of documents", {"FT.SEARCH", "i", "q", "NOCONTENT"}, "*3\r\n:9\r\n" FLAT_PAIR, 2},
    {"no fields of documents", {"FT.SEARCH", "i", "q", "RETURN", "0"}, "*3\r\n:9\r\n" FLAT_PAIR, 2},
    {"documents with scores",
     {"FT.SEARCH", "i", "q", "WITHSCORES"},
     "*4\r\n:9\r\n$1\r\nd\r\n$1\r\n1\r\n" PAIR,
     1},
    {"groups", {"FT.AGGREGATE", "i", "q"}, "*3\r\n:9\r\n" PAIR PAIR, 2},
    {"what a module's own command returns", {"FOO.BAR"}, "*2\r\n" FLAT_PAIR, kNone},
#ifdef REDIS_REPLY_MAP
    {"a map", {"HGETALL", "h"}, "%2\r\n" FLAT_PAIR FLAT_PAIR, 2},
    {"a set", {"SMEMBERS", "s"}, "~2\r\n" FLAT_PAIR, 2},
    {"a greeting in RESP3", {"HELLO", "3"}, "%1\r\n" FLAT_PAIR, kNone},
    {"streams in a map", {"XREAD", "STREAMS", "s", "0"}, "%1\r\n$1\r\ns\r\n*2\r\n" ENTRY ENTRY, 2},
    {"settings in a map", {"CONFIG", "GET", "*"}, "%1\r\n" FLAT_PAIR, 1},
    {"documents in a map",
     {"FT.SEARCH", "i", "q"},
     "%2\r\n+total_results\r\n:9\r\n+results\r\n*1\r\n%1\r\n" FLAT_PAIR,
     1},
    {"a truth is no list", {"SISMEMBER", "s", "m"}, "#t\r\n", kNone},
#endif
};
INSTANTIATE_TEST_SUITE_P(Rules, RowsTest, ::testing::ValuesIn(kRowsCases), test::CaseName{});

#ifdef REDIS_REPLY_PUSH
TEST(RedisOutcomeTest, APushAnswersNobodyButWhoSubscribes) {
  const auto invalidation = Reply(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n");
  const auto confirmation = Reply(">3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
  const std::string wire = Wire({"SUBSCRIBE", "c"});
  const ReplyReading subscribe = ReadingOf(ReadCommand(wire));

  EXPECT_TRUE(AnswersNobody(*invalidation, Get()));
  EXPECT_TRUE(AnswersNobody(*confirmation, Get()));
  EXPECT_TRUE(AnswersNobody(*invalidation, subscribe));
  EXPECT_FALSE(AnswersNobody(*confirmation, subscribe));
}
#endif

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

TEST(RedisOutcomeTest, AnUnknownCommandMayBeAScript) {
  const std::string wire = Wire({"MY.EVAL", "return", "0"});
  const ReplyReading reading = ReadingOf(ReadCommand(wire));

  EXPECT_EQ(OutcomeOfReply(reading, *Reply("-ALICE4711 is locked\r\n")).status_code, "ERR");
  EXPECT_EQ(OutcomeOfReply(reading, *Reply("-WRONGTYPE Operation\r\n")).status_code, "WRONGTYPE");
}

TEST(RedisOutcomeTest, ScriptsChooseTheirWords) {
  const std::string wire = Wire({"EVAL", "return", "0"});

  const Outcome outcome = OutcomeOfReply(ReadingOf(ReadCommand(wire)), *Reply("-MYERR alice\r\n"));

  EXPECT_TRUE(outcome.error->message_is_free_text);
}

TEST(RedisOutcomeTest, ContextErrorsHaveTheirSymbols) {
  EXPECT_EQ(hiredis::OutcomeOfContextError(REDIS_ERR_IO, "x").error->type, "REDIS_ERR_IO");
  EXPECT_EQ(hiredis::OutcomeOfContextError(REDIS_ERR_EOF, "x").error->type, "REDIS_ERR_EOF");
  EXPECT_EQ(hiredis::OutcomeOfContextError(REDIS_ERR_PROTOCOL, "x").error->type,
            "REDIS_ERR_PROTOCOL");
  EXPECT_EQ(hiredis::OutcomeOfContextError(REDIS_ERR_OOM, "x").error->type, "REDIS_ERR_OOM");
  EXPECT_EQ(hiredis::OutcomeOfContextError(99, "x").error->type, "_OTHER");
}

TEST(RedisOutcomeTest, MergingSumsLookupsAndKeepsTheFirstError) {
  Outcome sum;
  Merge(sum, OutcomeOfReply(Get(), *Reply("$-1\r\n")));
  Merge(sum, OutcomeOfReply({}, *Reply("-ERR first\r\n")));
  Merge(sum, OutcomeOfReply(Get(), *Reply("$1\r\nx\r\n")));
  Merge(sum, OutcomeOfReply({}, *Reply("-OOM second\r\n")));

  EXPECT_EQ(sum.hits, 1);
  EXPECT_EQ(sum.misses, 1);
  EXPECT_EQ(sum.error->type, "ERR");
}

}  // namespace
}  // namespace dbspan::redis
