#include <gtest/gtest.h>

#include "redis/describe.h"
#include "tests/support/case_name.h"
#include "tests/unit/redis/wire_format.h"

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
    {"values go", {"SET", "k", "secret", "EX", "10"}, "SET k ? ? ?"},
    {"case stays", {"set", "k", "v"}, "set k ?"},
    {"fields stay", {"HSET", "h", "f", "secret", "g", "secret"}, "HSET h f ? g ?"},
    {"keys of MSET stay", {"MSET", "a", "1", "b", "2"}, "MSET a ? b ?"},
    {"stream fields stay", {"XADD", "s", "*", "f", "secret"}, "XADD s * f ?"},
    {"unknown commands show nothing", {"FOO.BAR", "secret", "x"}, "FOO.BAR ? ?"},
    {"passwords", {"AUTH", "user", "secret"}, "AUTH ? ?"},
    {"HELLO hides its AUTH", {"HELLO", "3", "AUTH", "u", "secret"}, "HELLO 3 AUTH ? ?"},
    {"ACL SETUSER", {"ACL", "SETUSER", "u", ">secret"}, "ACL SETUSER ? ?"},
    {"CONFIG SET", {"CONFIG", "SET", "requirepass", "secret"}, "CONFIG SET requirepass ?"},
    {"MIGRATE", {"MIGRATE", "h", "1", "k", "0", "5", "AUTH", "secret"}, "MIGRATE h 1 k 0 5 AUTH ?"},
    {"scripts", {"EVAL", "return 'secret'", "1", "k", "secret"}, "EVAL ? 1 k ?"},
    {"script hashes", {"EVALSHA", "abc", "1", "k", "secret"}, "EVALSHA abc 1 k ?"},
    {"a wrong number of keys shows none", {"EVALSHA", "abc", "x", "secret"}, "EVALSHA abc ? ?"},
    {"blanks are quoted", {"GET", "a b\"c\n"}, R"(GET "a b\"c\x0a")"},
    {"empty keys are quoted", {"GET", ""}, "GET \"\""},
    {"bytes are escaped", {"GET", "\xFF"}, R"(GET "\xff")"},
};
INSTANTIATE_TEST_SUITE_P(Rules, RedactionTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(RedactionLimitTest, EndsBehindTheLastArgumentThatFits) {
  EXPECT_EQ(RedactCommand(Wire({"MGET", "aaaa", "bbbb"}), 12), "MGET aaaa");
  EXPECT_EQ(RedactCommand(Wire({"MGET", "aaaa"}), 3), "");
}

TEST(RedactPipelineTest, JoinsDifferentCommands) {
  EXPECT_EQ(RedactPipeline(Wire({"SET", "a", "1"}) + Wire({"GET", "b"}), 4096), "SET a ?; GET b");
}

TEST(RedactPipelineTest, WritesEqualCommandsOnce) {
  EXPECT_EQ(RedactPipeline(Wire({"SET", "a", "1"}) + Wire({"SET", "a", "2"}), 4096), "SET a ?");
}

TEST(RedactPipelineTest, KeepsItsLimit) {
  EXPECT_EQ(RedactPipeline(Wire({"GET", "a"}) + Wire({"GET", "b"}), 8), "GET a");
}

}  // namespace
}  // namespace dbspan::redis
