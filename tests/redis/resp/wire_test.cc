#include "redis/resp/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dbspan::redis {
namespace {

std::vector<std::string> ArgumentsOf(std::string_view wire) {
  CommandReader reader{wire};
  std::vector<std::string> arguments;
  while (const auto argument = reader.Next()) arguments.emplace_back(*argument);
  return arguments;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CommandReaderTest, ReadsArgumentsByLength) {
  EXPECT_THAT(ArgumentsOf("*3\r\n$3\r\nSET\r\n$4\r\na\r\nb\r\n$0\r\n\r\n"),
              ElementsAre("SET", "a\r\nb", ""));
}

TEST(CommandReaderTest, StopsWhereTheBytesAreMalformed) {
  EXPECT_THAT(ArgumentsOf("PING\r\n"), IsEmpty());
  EXPECT_THAT(ArgumentsOf(""), IsEmpty());
  EXPECT_THAT(ArgumentsOf("*"), IsEmpty());
  EXPECT_THAT(ArgumentsOf("*2\r\n$3\r\nGET\r\n$9999999999999999999999\r\n"), ElementsAre("GET"));
  EXPECT_THAT(ArgumentsOf("*2\r\n$3\r\nGET\r\n$10\r\nshort\r\n"), ElementsAre("GET"));
  EXPECT_THAT(ArgumentsOf("*-1\r\n"), IsEmpty());
}

TEST(CommandReaderTest, LeavesTheNextCommand) {
  CommandReader reader{"*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nQUIT\r\n"};

  reader.Next();

  EXPECT_EQ(reader.rest(), "*1\r\n$4\r\nQUIT\r\n");
}

}  // namespace
}  // namespace dbspan::redis
