#include "redis/describe.h"

#include <gtest/gtest.h>

#include "tests/unit/redis/wire_format.h"

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

TEST(RedisDescribeTest, WhatIsNoNameIsNotShown) {
  const std::string data = Wire({"my secret value", "k"});

  EXPECT_EQ(DescribeCommand({}, data, ReadCommand(data), {}).name, "_OTHER");
  EXPECT_EQ(DescribeCommand({}, "PING\r\n", ReadCommand("PING\r\n"), {}).name, "_OTHER");
}

}  // namespace
}  // namespace dbspan::redis
