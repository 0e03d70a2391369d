#include "redis/resp/command_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/redis/resp/wire_format.h"

namespace dbspan::redis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> BegunIn(CommandStream& stream, std::string_view wire) {
  std::vector<std::string> begun;
  stream.Feed(wire, [&](std::string_view command) { begun.emplace_back(command); });
  return begun;
}

TEST(CommandStreamTest, ACommandInAValueIsNoCommand) {
  CommandStream stream;
  const std::string inner = "*2\r\n$3\r\nGET\r\n$1\r\nx\r\n";
  const std::string begin = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n";
  const std::string rest = "$" + std::to_string(inner.size()) + "\r\n";

  EXPECT_THAT(BegunIn(stream, begin + rest), ElementsAre(begin + rest));
  EXPECT_FALSE(stream.in_step());
  EXPECT_THAT(BegunIn(stream, inner), IsEmpty());
  EXPECT_FALSE(stream.in_step());
  EXPECT_THAT(BegunIn(stream, "\r\n" + inner), ElementsAre(inner));
  EXPECT_TRUE(stream.in_step());
}

TEST(CommandStreamTest, InlineCommandsEndWithTheirLineAndEmptyOnesGetNoReply) {
  CommandStream stream;

  EXPECT_THAT(BegunIn(stream, "PING\r\n \r\n\nGET x"), ElementsAre("PING\r\n", "GET x"));
  EXPECT_FALSE(stream.in_step());
  EXPECT_THAT(BegunIn(stream, "y\r\n*0\r\n*-1\r\n*1\r\n$4\r\nPING\r\n"),
              ElementsAre("*1\r\n$4\r\nPING\r\n"));
  EXPECT_TRUE(stream.in_step());
}

TEST(CommandStreamTest, AfterAViolationOfTheProtocolNothingIsACommandUntilTheNextConnection) {
  for (const char* wrong : {"*1\r\nx", "*1\r\n$-1\r\n", "*x\r\n", "*\r\n", "*1\rx", "*--1\r\n",
                            "*1\r\n$9999999999999999999\r\n", "*1\r\n$1-\r\n"}) {
    CommandStream stream;
    EXPECT_EQ(BegunIn(stream, wrong).size(), 1U) << wrong;
    EXPECT_THAT(BegunIn(stream, "\r\n*1\r\n$4\r\nPING\r\n"), IsEmpty()) << wrong;
    EXPECT_FALSE(stream.in_step());
    stream.Restart();
    EXPECT_EQ(BegunIn(stream, "*1\r\n$4\r\nPING\r\n").size(), 1U);
  }
}

TEST(CommandStreamTest, OneCommandIsNeitherAPartNorSeveral) {
  const std::string ping = "*1\r\n$4\r\nPING\r\n";
  EXPECT_TRUE(IsOneCommand(ping));
  EXPECT_TRUE(IsOneCommand("PING\r\n"));
  for (const std::string& other :
       {std::string{}, ping + ping, ping + "x", std::string{"*"}, std::string{"*0\r\n"},
        std::string{"\r\n"}, std::string{"PING"}, std::string{"PING\r\nPING\r\n"},
        std::string{"*2\r\n$4\r\nPING\r\nx"}, std::string{"*-1\r\n"}}) {
    EXPECT_FALSE(IsOneCommand(other)) << other;
  }
  for (std::size_t size = 0; size < ping.size(); ++size) {
    EXPECT_FALSE(IsOneCommand(ping.substr(0, size))) << size;
  }
}

// Cuts a stream of random commands, whose values look like commands, at random places.
TEST(CommandStreamTest, WhereverAStreamIsCutTheSameCommandsBegin) {
  std::mt19937 random{20261128};
  const auto below = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most - 1}(random);
  };
  for (int round = 0; round < 5'000; ++round) {
    std::vector<std::size_t> begins;
    std::string wire;
    for (std::size_t commands = 1 + below(5); commands > 0; --commands) {
      begins.push_back(wire.size());
      if (below(8) == 0) {
        wire += "GET inline\r\n";
        continue;
      }
      const std::size_t arguments = 1 + below(4);
      wire += "*" + std::to_string(arguments) + "\r\n";
      for (std::size_t i = 0; i < arguments; ++i) {
        const std::string inner = Wire({"GET", "zqsecret"});
        const std::string value = below(2) == 0 ? inner : std::string(below(12), '\n');
        wire += "$" + std::to_string(value.size()) + "\r\n" + value + "\r\n";
      }
    }

    CommandStream stream;
    std::vector<std::size_t> found;
    std::string seen;
    while (seen.size() < wire.size()) {
      const std::string piece = wire.substr(seen.size(), 1 + below(40));
      stream.Feed(piece, [&](std::string_view command) {
        found.push_back(seen.size() + static_cast<std::size_t>(command.data() - piece.data()));
      });
      seen += piece;
    }

    EXPECT_EQ(found, begins) << wire;
    EXPECT_TRUE(stream.in_step());
  }
}

}  // namespace
}  // namespace dbspan::redis
