#include <gtest/gtest.h>

#include "redis/resp/redaction.h"
#include "tests/redis/resp/wire_format.h"
#include "tests/support/case_name.h"

namespace dbspan::redis {
namespace {

struct RedactionCase {
  const char* rule;
  std::initializer_list<std::string_view> command;
  const char* text;
};

class RedactionTest : public ::testing::TestWithParam<RedactionCase> {};

TEST_P(RedactionTest, KeepsKeysAndHidesValues) {
  EXPECT_EQ(RedactCommand(Wire(GetParam().command), 4096), GetParam().text) << GetParam().rule;
}

const RedactionCase kCases[] = {
    {"keys stay", {"GET", "user:1"}, "GET user:1"},
    {"values go", {"SET", "k", "secret", "EX", "10"}, "SET k ? EX 10"},
    {"case stays", {"set", "k", "v"}, "set k ?"},
    {"fields stay", {"HSET", "h", "f", "secret", "g", "secret"}, "HSET h f ? g ?"},
    {"keys of MSET stay", {"MSET", "a", "1", "b", "2"}, "MSET a ? b ?"},
    {"stream fields stay", {"XADD", "s", "*", "f", "secret"}, "XADD s * f ?"},
    {"options in front of the fields",
     {"XADD", "s", "NOMKSTREAM", "MAXLEN", "~", "1000", "LIMIT", "10", "*", "f", "secret"},
     "XADD s NOMKSTREAM MAXLEN ~ 1000 LIMIT 10 * f ?"},
    {"options without their mark",
     {"XADD", "s", "MINID", "5-1", "7-*", "f", "secret"},
     "XADD s MINID 5-1 7-* f ?"},
    {"KEEPREF", {"XADD", "s", "KEEPREF", "*", "f", "secret"}, "XADD s KEEPREF * f ?"},
    {"no id where there should be one", {"XADD", "s", "secret", "f", "g"}, "XADD s ? ? ?"},
    {"members", {"ZADD", "z", "NX", "CH", "1", "secret"}, "ZADD z NX CH ? ?"},
    {"members of places", {"GEODIST", "g", "secret", "other", "km"}, "GEODIST g ? ? km"},
    {"coordinates",
     {"GEOSEARCH", "g", "FROMLONLAT", "13.3", "38.1", "BYBOX", "5", "6", "km", "ASC"},
     "GEOSEARCH g FROMLONLAT ? ? BYBOX 5 6 km ASC"},
    {"ranks", {"ZRANGE", "z", "0", "-1", "REV"}, "ZRANGE z 0 -1 REV"},
    {"scores as bounds",
     {"ZRANGE", "z", "0", "10", "BYSCORE", "LIMIT", "0", "5"},
     "ZRANGE z ? ? BYSCORE LIMIT 0 5"},
    {"members as bounds",
     {"ZRANGESTORE", "d", "z", "[secret", "+", "BYLEX"},
     "ZRANGESTORE d z ? ? BYLEX"},
    {"amounts", {"HINCRBY", "h", "f", "42"}, "HINCRBY h f ?"},
    {"bits",
     {"BITFIELD", "k", "SET", "u8", "#0", "42", "OVERFLOW", "SAT", "GET", "i4", "8"},
     "BITFIELD k SET u8 #0 ? OVERFLOW SAT GET i4 8"},
    {"counted fields",
     {"HSETEX", "h", "EX", "10", "FIELDS", "2", "f", "s", "g", "s"},
     "HSETEX h EX 10 FIELDS 2 f ? g ?"},
    {"counted keys", {"MSETEX", "1", "k", "secret", "EX", "5"}, "MSETEX 1 k ? EX 5"},
    {"a count that is none", {"ZDIFF", "x", "a", "b"}, "ZDIFF ? ? ?"},
    {"a negative count", {"ZDIFF", "-1", "a"}, "ZDIFF ? ?"},
    {"the last of many", {"BLPOP", "a", "b", "0.5"}, "BLPOP a b 0.5"},
    {"halves",
     {"XREAD", "COUNT", "2", "STREAMS", "a", "b", "0-0", "$"},
     "XREAD COUNT 2 STREAMS a b 0-0 $"},
    {"halves that are none", {"XREAD", "STREAMS", "a", "b", "0"}, "XREAD STREAMS ? ? ?"},
    {"patterns of keys",
     {"SORT", "l", "BY", "w_*", "GET", "#", "LIMIT", "0", "5", "STORE", "d"},
     "SORT l BY w_* GET # LIMIT 0 5 STORE d"},
    {"patterns of members",
     {"SSCAN", "s", "0", "MATCH", "secret*", "COUNT", "5"},
     "SSCAN s 0 MATCH ? COUNT 5"},
    {"a number that is none", {"EXPIRE", "k", "secret", "NX"}, "EXPIRE k ? ?"},
    {"an option that is none", {"SET", "k", "v", "EX", "10", "secret", "GET"}, "SET k ? EX 10 ? ?"},
    {"too much", {"GET", "k", "secret"}, "GET k ?"},
    {"paths", {"JSON.GET", "k", "$.a[0].b", "..c"}, "JSON.GET k $.a[0].b ..c"},
    {"filters in paths", {"JSON.GET", "k", "$.a[?(@.b=='secret')]"}, "JSON.GET k ?"},
    {"queries",
     {"FT.SEARCH", "i", "@name:secret", "LIMIT", "0", "5", "PARAMS", "2", "n", "secret"},
     "FT.SEARCH i ? LIMIT 0 5 PARAMS 2 ? ?"},
    {"vectors",
     {"VSIM", "v", "VALUES", "2", "0.1", "0.2", "COUNT", "3"},
     "VSIM v VALUES 2 ? ? COUNT 3"},
    {"a command in a command",
     {"COMMAND", "GETKEYS", "SET", "k", "secret"},
     "COMMAND GETKEYS ? ? ?"},
    {"a command on trial", {"ACL", "DRYRUN", "u", "SET", "k", "secret"}, "ACL DRYRUN ? ? ? ?"},
    {"subcommands", {"config", "get", "max*"}, "config get max*"},
    {"unknown subcommands", {"CONFIG", "secret", "x"}, "CONFIG ? ?"},
    {"no subcommand", {"CONFIG"}, "CONFIG"},
    {"keys behind KEYS",
     {"MIGRATE", "h", "1", "", "0", "5", "AUTH2", "u", "secret", "KEYS", "a", "b"},
     "MIGRATE h 1 \"\" 0 5 AUTH2 ? ? KEYS a b"},
    {"unknown commands show nothing", {"FOO.BAR", "secret", "x"}, "FOO.BAR ? ?"},
    {"passwords", {"AUTH", "user", "secret"}, "AUTH ? ?"},
    {"HELLO hides its AUTH", {"HELLO", "3", "AUTH", "u", "secret"}, "HELLO 3 AUTH ? ?"},
    {"ACL SETUSER", {"ACL", "SETUSER", "u", ">secret"}, "ACL SETUSER ? ?"},
    {"CONFIG SET", {"CONFIG", "SET", "requirepass", "secret"}, "CONFIG SET requirepass ?"},
    {"MIGRATE", {"MIGRATE", "h", "1", "k", "0", "5", "AUTH", "secret"}, "MIGRATE h 1 k 0 5 AUTH ?"},
    {"scripts", {"EVAL", "return 'secret'", "1", "k", "secret"}, "EVAL ? 1 k ?"},
    {"script hashes", {"EVALSHA", "abc", "1", "k", "secret"}, "EVALSHA abc 1 k ?"},
    {"a script in the place of its hash", {"EVALSHA", "return 'secret'", "0"}, "EVALSHA ? ?"},
    {"a long text in the place of a name",
     {"FCALL", "sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss", "1", "k"},
     "FCALL ? ? ?"},
    {"scripts in the place of hashes",
     {"SCRIPT", "EXISTS", "abc", "return 'secret'", "abc"},
     "SCRIPT EXISTS abc ? ?"},
    {"a wrong number of keys shows none", {"EVALSHA", "abc", "x", "secret"}, "EVALSHA abc ? ?"},
    {"items run to the end",
     {"BF.INSERT", "k", "CAPACITY", "5", "ITEMS", "a", "capacity", "12345", "b"},
     "BF.INSERT k CAPACITY 5 ITEMS ? ? ? ?"},
    {"items alone", {"CF.INSERT", "k", "ITEMS", "capacity", "4111"}, "CF.INSERT k ITEMS ? ?"},
    {"items without words",
     {"CF.INSERTNX", "k", "NOCREATE", "ITEMS", "nocreate", "items"},
     "CF.INSERTNX k NOCREATE ITEMS ? ?"},
    {"labels run to the end",
     {"TS.CREATE", "k", "RETENTION", "5", "LABELS", "retention", "4111", "a", "SECRET"},
     "TS.CREATE k RETENTION 5 LABELS retention ? a ?"},
    {"labels of a sample",
     {"TS.ADD", "k", "*", "5", "LABELS", "chunk_size", "123456"},
     "TS.ADD k * ? LABELS chunk_size ?"},
    {"labels of a change",
     {"TS.ALTER", "k", "LABELS", "retention", "4111"},
     "TS.ALTER k LABELS retention ?"},
    {"labels of a counter",
     {"TS.INCRBY", "k", "5", "TIMESTAMP", "7", "LABELS", "timestamp", "4111"},
     "TS.INCRBY k ? TIMESTAMP 7 LABELS timestamp ?"},
    {"labels of a counter down",
     {"TS.DECRBY", "k", "5", "LABELS", "retention", "4111"},
     "TS.DECRBY k ? LABELS retention ?"},
    {"an odd label", {"TS.CREATE", "k", "LABELS", "a", "b", "SECRET"}, "TS.CREATE k LABELS ? ? ?"},
    {"filters run to the end",
     {"TS.MRANGE", "-", "+", "COUNT", "3", "FILTER", "count", "5"},
     "TS.MRANGE - + COUNT 3 FILTER ? ?"},
    {"filters run to GROUPBY",
     {"TS.MREVRANGE", "-", "+", "FILTER", "a=b", "count", "GROUPBY", "a", "REDUCE", "sum"},
     "TS.MREVRANGE - + FILTER ? ? GROUPBY a REDUCE sum"},
    {"filters of TS.MGET", {"TS.MGET", "FILTER", "a=b", "latest"}, "TS.MGET FILTER ? ?"},
    {"fields of a document run to the end",
     {"FT.ADD", "i", "d", "1", "FIELDS", "language", "SECRET", "if", "SECRET"},
     "FT.ADD i d ? FIELDS language ? if ?"},
    {"a schema runs to the end",
     {"FT.CREATE", "i", "SCORE", "1", "SCHEMA", "filter", "TEXT", "score", "NUMERIC"},
     "FT.CREATE i SCORE ? SCHEMA filter TEXT score NUMERIC"},
    {"arguments of a module",
     {"MODULE", "LOADEX", "m", "ARGS", "config", "SECRET"},
     "MODULE LOADEX ? ARGS ? ?"},
    {"an element that is called like an option",
     {"VADD", "v", "FP32", "SECRET", "fp32", "EF", "5"},
     "VADD v FP32 ? ? EF 5"},
    {"more keys than there are", {"EVAL", "s", "3", "k1", "SECRET"}, "EVAL ? ? ? ?"},
    {"more keys for a script hash", {"EVALSHA", "abc", "2", "SECRET"}, "EVALSHA abc ? ?"},
    {"more keys for a function", {"FCALL", "f", "9", "SECRET"}, "FCALL f ? ?"},
    {"more fields than there are",
     {"HSETEX", "h", "FIELDS", "2", "f", "s", "SECRET"},
     "HSETEX h FIELDS ? ? ? ?"},
    {"as many keys as there are", {"EVAL", "s", "2", "a", "b"}, "EVAL ? 2 a b"},
    {"a number beyond all", {"ZDIFF", "99999999999999", "SECRET"}, "ZDIFF ? ?"},
    {"a missing path", {"JSON.SET", "k", "SECRET"}, "JSON.SET ? ?"},
    {"a missing path or amount", {"JSON.NUMINCRBY", "k", "4111"}, "JSON.NUMINCRBY ? ?"},
    {"a missing path or element", {"JSON.ARRAPPEND", "k", "SECRET"}, "JSON.ARRAPPEND ? ?"},
    {"a missing index", {"JSON.ARRINSERT", "k", "$", "4111"}, "JSON.ARRINSERT ? ? ?"},
    {"a missing path in a list", {"JSON.MSET", "k", "$", "1", "k", "4111"}, "JSON.MSET ? ? ? ? ?"},
    {"paths, all there", {"JSON.ARRAPPEND", "k", "$.a", "1", "SECRET"}, "JSON.ARRAPPEND k $.a ? ?"},
    {"a missing time", {"SETEX", "k", "4111"}, "SETEX ? ?"},
    {"a missing field", {"HSETNX", "k", "SECRET"}, "HSETNX ? ?"},
    {"a missing channel", {"PUBLISH", "SECRET"}, "PUBLISH ?"},
    {"a start that is no rank", {"ZRANGE", "z", "(x", "918273"}, "ZRANGE z ? ?"},
    {"a stop that is no rank", {"ZRANGE", "z", "918273", "+inf"}, "ZRANGE z ? ?"},
    {"a missing bound", {"ZRANGESTORE", "d", "SECRET", "5"}, "ZRANGESTORE ? ? ?"},
    {"a missing radius", {"GEORADIUS", "13.3", "38.1", "5"}, "GEORADIUS ? ? ?"},
    {"half a field", {"HSET", "k", "f", "v", "SECRET"}, "HSET k ? ? ?"},
    {"half a key", {"MSET", "a", "v", "SECRET"}, "MSET ? ? ?"},
    {"half a parameter", {"CONFIG", "SET", "a", "b", "SECRET"}, "CONFIG SET ? ? ?"},
    {"half an entry", {"XADD", "s", "*", "f", "v", "SECRET"}, "XADD s * ? ? ?"},
    {"half a sample", {"TS.MADD", "k", "1", "2", "k", "4111"}, "TS.MADD ? ? ? ? ?"},
    {"scores of suggestions", {"FT.SUGADD", "k", "s", "4111", "INCR"}, "FT.SUGADD k ? ? INCR"},
    {"scores of documents", {"FT.ADDHASH", "i", "d", "0.5"}, "FT.ADDHASH i d ?"},
    {"all fields",
     {"FT.AGGREGATE", "i", "q", "LOAD", "*", "GROUPBY", "1", "@a"},
     "FT.AGGREGATE i ? LOAD * GROUPBY 1 @a"},
    {"some fields", {"FT.AGGREGATE", "i", "q", "LOAD", "1", "@a"}, "FT.AGGREGATE i ? LOAD 1 @a"},
    {"blanks are quoted", {"GET", "a b\"c\n"}, R"(GET "a b\"c\x0a")"},
    {"empty keys are quoted", {"GET", ""}, "GET \"\""},
    {"bytes are escaped", {"GET", "\xFF"}, R"(GET "\xff")"},
};
INSTANTIATE_TEST_SUITE_P(Rules, RedactionTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(RedactionLimitTest, EndsBehindTheLastArgumentThatFits) {
  EXPECT_EQ(RedactCommand(Wire({"MGET", "aaaa", "bbbb"}), 12), "MGET aaaa");
  EXPECT_EQ(RedactCommand(Wire({"MGET", "aaaa"}), 3), "");
}

TEST(RedactionLimitTest, TheLengthOfAHiddenArgumentHasNoInfluence) {
  const std::string secret(10'000, 'x');

  EXPECT_EQ(RedactCommand(Wire({"SET", "k", secret, "EX", "10"}), 4096), "SET k ? EX 10");
  EXPECT_EQ(RedactCommand(Wire({"MSET", "a", secret, "b", secret}), 16), "MSET a ? b ?");
}

std::string PipelineOf(std::initializer_list<std::string> wires, std::size_t limit) {
  PipelineText text;
  for (const std::string& wire : wires) text.Add(ReadCommand(wire), limit);
  return std::string{text.view()};
}

TEST(PipelineTextTest, JoinsDifferentCommands) {
  EXPECT_EQ(PipelineOf({Wire({"SET", "a", "1"}), Wire({"GET", "b"})}, 4096), "SET a ?; GET b");
}

TEST(PipelineTextTest, WritesEqualCommandsOnce) {
  EXPECT_EQ(PipelineOf({Wire({"SET", "a", "1"}), Wire({"SET", "a", "2"})}, 4096), "SET a ?");
}

TEST(PipelineTextTest, KeepsItsLimit) {
  EXPECT_EQ(PipelineOf({Wire({"GET", "a"}), Wire({"GET", "b"}), Wire({"GET", "c"})}, 8), "GET a");
}

TEST(PipelineTextTest, TheLengthOfAHiddenArgumentHasNoInfluence) {
  const std::string secret(100'000, 'x');

  EXPECT_EQ(PipelineOf({Wire({"SET", "a", secret}), Wire({"SET", "b", secret})}, 4096),
            "SET a ?; SET b ?");
}

}  // namespace
}  // namespace dbspan::redis
