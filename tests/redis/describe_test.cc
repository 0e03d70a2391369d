#include "redis/describe.h"

#include <gtest/gtest.h>

#include "tests/redis/resp/wire_format.h"
#include "tests/support/case_name.h"

namespace dbspan::redis {
namespace {

TEST(RedisDescribeTest, TheNameIsAsSent) {
  const std::string wire = Wire({"get", "k"});

  EXPECT_EQ(DescribeCommand({}, wire, ReadCommand(wire), {}).name, "get");
  EXPECT_EQ(ReadCommand(wire).rule->name, "GET");
}

TEST(RedisDescribeTest, ScriptsAreNamedByHashAndFunctionsByName) {
  const std::string script = Wire({"EVALSHA", "abc123", "0"});
  const std::string function = Wire({"fcall", "restock", "1", "k"});

  EXPECT_EQ(DescribeCommand({}, script, ReadCommand(script), {}).procedure, "abc123");
  EXPECT_EQ(DescribeCommand({}, function, ReadCommand(function), {}).procedure, "restock");
}

TEST(RedisDescribeTest, TheBodyOfAScriptIsNoName) {
  const std::string wire = Wire({"EVAL", "return 'secret'", "0"});

  EXPECT_EQ(DescribeCommand({}, wire, ReadCommand(wire), {}).procedure, "");
}

TEST(RedisDescribeTest, ATextThatIsNoWordIsNoHash) {
  const std::string beginning(40, 'a');
  for (const std::string& text : {std::string{"return 'secret'"}, beginning + " secret"}) {
    const std::string wire = Wire({"EVALSHA", text, "0"});

    EXPECT_EQ(DescribeCommand({}, wire, ReadCommand(wire), {}).procedure, "") << text;
  }
}

TEST(RedisDescribeTest, WhatIsNoNameIsNotShown) {
  const std::string data = Wire({"my secret value", "k"});

  EXPECT_EQ(DescribeCommand({}, data, ReadCommand(data), {}).name, "_OTHER");
  EXPECT_EQ(DescribeCommand({}, "PING\r\n", ReadCommand("PING\r\n"), {}).name, "_OTHER");
}

struct KeyCase {
  const char* rule;
  std::initializer_list<std::string_view> command;
  const char* key;
};

class FirstKeyTest : public ::testing::TestWithParam<KeyCase> {};

TEST_P(FirstKeyTest, IsFoundWhereverItStands) {
  const std::string wire = Wire(GetParam().command);

  EXPECT_EQ(FirstKey(ReadCommand(wire)), GetParam().key) << GetParam().rule;
}

const KeyCase kKeyCases[] = {
    {"first", {"GET", "k"}, "k"},
    {"behind an operation", {"BITOP", "AND", "d", "k"}, "d"},
    {"behind a number", {"LMPOP", "2", "a", "b", "LEFT"}, "a"},
    {"behind a script", {"EVAL", "return 1", "1", "k", "x"}, "k"},
    {"a script without keys", {"EVAL", "return 1", "0", "x"}, ""},
    {"behind STREAMS", {"XREADGROUP", "GROUP", "g", "c", "NOACK", "STREAMS", "s", ">"}, "s"},
    {"a group that is called STREAMS",
     {"XREADGROUP", "GROUP", "STREAMS", "c", "STREAMS", "s", ">"},
     "s"},
    {"behind KEYS", {"MIGRATE", "h", "1", "", "0", "5", "KEYS", "a", "b"}, "a"},
    {"of a subcommand", {"XGROUP", "CREATE", "s", "g", "$"}, "s"},
    {"of a module", {"TS.ADD", "t", "*", "1"}, "t"},
    {"none", {"CONFIG", "GET", "k"}, ""},
    {"none that is known", {"FOO", "k"}, ""},
};
INSTANTIATE_TEST_SUITE_P(Rules, FirstKeyTest, ::testing::ValuesIn(kKeyCases), test::CaseName{});

}  // namespace
}  // namespace dbspan::redis
