// Compares the table of commands with the documentation and answers of the server that the tests
// run on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "redis/resp/argument_walk.h"
#include "redis/resp/command.h"
#include "redis/resp/redaction.h"
#include "tests/redis/resp/random_command.h"
#include "tests/support/servers.h"

namespace dbspan::redis {
namespace {

using test::CommandGenerator;
using test::DocumentedCommand;
using test::RandomCommand;

std::string WireOf(const std::vector<std::string>& words) {
  std::string wire = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words) {
    wire += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  }
  return wire;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += text.empty() ? word : " " + word;
  return text;
}

/// Returns the arguments that the table classifies as keys.
std::vector<std::string> KeysOf(const std::string& wire) {
  std::vector<std::string> keys;
  auto take = [&keys](std::string_view argument, Argument kind) {
    if (kind == Argument::kKey && !argument.empty()) keys.emplace_back(argument);
    return true;
  };
  const CommandFacts facts = ReadCommand(wire);
  ArgumentWalk{facts.reader, take}.Run(*facts.rule);
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// Limits the rounds of a test: to a small number, or to DBSPAN_FUZZ_SECONDS if set.
class Rounds {
 public:
  bool Next() {
    if (seconds_ == 0) return round_++ < kShort;
    ++round_;
    return std::chrono::steady_clock::now() - start_ < std::chrono::seconds{seconds_};
  }
  std::uint32_t round() const { return round_; }

 private:
  static constexpr std::uint32_t kShort = 15;
  static long Seconds() {
    const char* text = std::getenv("DBSPAN_FUZZ_SECONDS");
    return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
  }
  const long seconds_ = Seconds();
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::uint32_t round_ = 0;
};

class RedisCommandsTest : public ::testing::Test {
 protected:
  RedisCommandsTest() {
    const auto server = test::RedisServer();
    context_.reset(redisConnect(server.host.c_str(), server.port));
    EXPECT_EQ(context_->err, 0) << context_->errstr;
    socket_.emplace(context_->fd);
    commands_ = test::ReadDocumentation(Ask({"COMMAND", "DOCS"}));
  }

  test::RespValue Ask(const std::vector<std::string>& words) { return socket_->Ask(WireOf(words)); }
  /// Gets the keys of a command from the server (COMMAND GETKEYS). Returns false if the server does
  /// not accept the command.
  bool AskForKeys(const std::vector<std::string>& words, std::vector<std::string>& keys) {
    std::vector<std::string> question{"COMMAND", "GETKEYS"};
    question.insert(question.end(), words.begin(), words.end());
    const test::RespValue reply = Ask(question);
    keys.clear();
    for (const test::RespValue& key : reply.elements) {
      // the server reports the empty key of MIGRATE, which means none
      if (!key.text.empty()) keys.push_back(key.text);
    }
    std::sort(keys.begin(), keys.end());
    return reply.type == '*';
  }

  std::unique_ptr<redisContext, void (*)(redisContext*)> context_{nullptr, &redisFree};
  std::optional<test::RespSocket> socket_;
  std::vector<DocumentedCommand> commands_;
};

TEST_F(RedisCommandsTest, EveryCommandOfTheServerIsKnown) {
  ASSERT_GT(commands_.size(), 200U);
  for (const DocumentedCommand& command : commands_) {
    const CommandFacts facts = ReadCommand(WireOf(command.name));

    EXPECT_FALSE(facts.rule->name.empty()) << Joined(command.name);
    EXPECT_EQ(command.has_subcommands, HasSubcommands(*facts.rule)) << Joined(command.name);
    EXPECT_EQ(facts.subcommand.empty(), command.name.size() == 1) << Joined(command.name);
  }
}

/// Returns whether dbspan hides arguments of this command that `IsData` does not count as data:
/// arguments of nested commands, user names and words next to passwords, patterns of members,
/// scores as bounds.
bool HidesMore(const std::string& name) {
  for (const char* one : {"ACL DRYRUN", "AUTH", "HELLO", "MODULE LOAD", "MODULE LOADEX", "SSCAN",
                          "ZSCAN", "COMMAND GETKEYS", "ZRANGE", "CLIENT LIST", "CLIENT KILL"}) {
    if (name.rfind(one, 0) == 0) return true;
  }
  return false;
}

TEST_F(RedisCommandsTest, NothingIsHiddenButData) {
  CommandGenerator generator{1};
  for (const DocumentedCommand& command : commands_) {
    const std::string name = Joined(command.name);
    for (int round = 0; round < 30 && !HidesMore(name); ++round) {
      const RandomCommand made = generator.Make(command);
      const std::string text = RedactCommand(WireOf(made.words), 4096);
      ASSERT_EQ(std::count(text.begin(), text.end(), '?'), static_cast<long>(made.marks.size()))
          << Joined(made.words) << "\n"
          << text;
    }
  }
}

TEST_F(RedisCommandsTest, KeysAreShownAndDataIsNot) {
  std::size_t asked = 0;
  std::size_t accepted = 0;
  for (Rounds rounds; rounds.Next();) {
    CommandGenerator generator{rounds.round()};
    for (const DocumentedCommand& command : commands_) {
      const RandomCommand made = generator.Make(command);
      const std::string wire = WireOf(made.words);
      const std::string text = RedactCommand(wire, 65'536);
      for (const std::string& mark : made.marks) {
        ASSERT_EQ(text.find(mark), std::string::npos) << Joined(made.words) << "\n" << text;
      }
      std::vector<std::string> keys;
      ++asked;
      if (!AskForKeys(made.words, keys)) continue;
      ++accepted;
      ASSERT_EQ(KeysOf(wire), keys) << Joined(made.words) << "\n" << text;
      for (const std::string& key : keys) {
        ASSERT_NE(text.find(key), std::string::npos) << Joined(made.words) << "\n" << text;
      }
    }
  }
  // Most of the others have no keys, for which GETKEYS returns an error.
  EXPECT_GT(accepted, asked / 3);
}

}  // namespace
}  // namespace dbspan::redis
