#include "core/span/command_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "insight/key_pattern.h"
#include "insight/live/command_labels.h"
#include "insight/verb.h"
#include "redis/describe.h"
#include "redis/resp/command.h"
#include "redis/resp/redaction.h"

namespace dbspan::redis {
namespace {

std::string WireOf(const std::vector<std::string>& command) {
  std::string wire = "*" + std::to_string(command.size()) + "\r\n";
  for (const std::string& argument : command) {
    wire += "$" + std::to_string(argument.size()) + "\r\n" + argument + "\r\n";
  }
  return wire;
}

CommandTarget TargetOf(const std::vector<std::string>& command) {
  const std::string wire = WireOf(command);
  const CommandFacts facts = ReadCommand(wire);
  CommandTarget target = CommandTarget::Of(DescribeCommand({}, wire, facts, {}));
  static std::string key;
  key = target.key;
  target.key = key;
  return target;
}

TEST(CommandTargetTest, IsAFirstArgumentThatIsShownWhateverItIs) {
  EXPECT_EQ(TargetOf({"GET", "cart:1"}).key, "cart:1");
  EXPECT_EQ(TargetOf({"SET", "cart:1", "x", "EX", "60"}).key, "cart:1");
  EXPECT_EQ(TargetOf({"hset", "user:1", "name", "x"}).key, "user:1");
  EXPECT_EQ(TargetOf({"ECHO", "secret"}).key, "");
  EXPECT_EQ(TargetOf({"AUTH", "secret"}).key, "");
  EXPECT_EQ(TargetOf({"EVAL", "return 'secret'", "0"}).key, "");
  EXPECT_EQ(TargetOf({"CONFIG", "SET", "requirepass", "secret"}).key, "");
  EXPECT_EQ(TargetOf({"no.command", "secret"}).key, "");
  EXPECT_EQ(TargetOf({"PING"}).key, "");
}

TEST(CommandTargetTest, SetWithNxWritesIfAbsent) {
  EXPECT_TRUE(TargetOf({"SET", "lock:1", "x", "NX"}).if_absent);
  EXPECT_TRUE(TargetOf({"set", "lock:1", "x", "PX", "30000", "nx"}).if_absent);
  EXPECT_FALSE(TargetOf({"SET", "lock:1", "NX"}).if_absent);
  EXPECT_FALSE(TargetOf({"SET", "lock:1", "x", "XX"}).if_absent);
  EXPECT_FALSE(TargetOf({"MSET", "a", "NX", "b", "NX"}).if_absent);
}

TEST(CommandTargetTest, LabelsByTargetAreThoseByText) {
  static const std::vector<std::string> kNames = {
      "GET", "get", "SET", "DEL", "HSET", "MGET", "ZADD", "EVALSHA", "OBJECT", "XREAD", "LPOP"};
  static const std::vector<std::string> kParts = {"cart", "v1", "v2", "42", "7",   "a@b",
                                                  " ",    "\"", "\n", "é",  "?",   "*",
                                                  ":",    "/",  "'",  "NX", " ? ", " NX "};
  std::mt19937 random{77};  // NOLINT(*-msc51-cpp): the same commands in each run
  dbspan::detail::SinkSpan::Extra noted;
  for (int i = 0; i < 100'000; ++i) {
    std::vector<std::string> command{kNames[random() % kNames.size()]};
    for (std::size_t arguments = random() % 5; arguments > 0; --arguments) {
      std::string argument;
      for (std::size_t parts = random() % 4; parts > 0; --parts) {
        argument += kParts[random() % kParts.size()];
      }
      if (random() % 100 == 0) argument.append(100 + random() % 200, 'k');
      command.push_back(argument);
    }
    const std::string wire = WireOf(command);
    const CommandFacts facts = ReadCommand(wire);
    const Operation operation = DescribeCommand({}, wire, facts, {});

    dbspan::detail::SetCommandLabel(operation, {}, noted);

    const std::string text = RedactCommand(wire, 256);
    std::string expected;
    insight::AddCommandLabel(operation.name, text, expected);
    ASSERT_EQ(noted.command, expected) << text;
    const bool takes_lock = insight::VerbOfCommand(operation.name, text) == "SETNX";
    ASSERT_EQ(TakesLock(noted), takes_lock) << text;
    const CommandTarget target = CommandTarget::Of(operation);
    ASSERT_TRUE(!takes_lock || target.key.empty() || target.if_absent) << text;
  }
}

TEST(CommandTargetTest, AKeyIsNoOption) {
  EXPECT_EQ(insight::VerbOfCommand("SET", "SET \"x ? NX y\" ?"), "SET");
  EXPECT_EQ(insight::VerbOfCommand("SET", "SET \"x\\\" ? NX y\" ? EX 60"), "SET");
  EXPECT_EQ(insight::VerbOfCommand("SET", "SET \"x ? y\" ? EX 60 NX"), "SETNX");
  EXPECT_EQ(insight::VerbOfCommand("SET", "SET x ? NX"), "SETNX");
  EXPECT_EQ(insight::VerbOfCommand("SET", "SET \"x ? NX y"), "SET");
  EXPECT_EQ(insight::VerbOfCommand("SET", "SET"), "SET");
}

}  // namespace
}  // namespace dbspan::redis
