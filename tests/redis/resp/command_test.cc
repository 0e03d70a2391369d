#include "redis/resp/command.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "redis/resp/redaction.h"
#include "tests/redis/resp/wire_format.h"

namespace dbspan::redis {
namespace {

void ExpectTheSame(std::string_view wire) {
  const CommandFacts read = ReadCommand(wire);
  const CommandFacts expected = ReadCommandByArguments(wire);
  ASSERT_EQ(read.name, expected.name) << wire;
  ASSERT_EQ(read.rule, expected.rule) << wire;
  ASSERT_EQ(read.subcommand, expected.subcommand) << wire;
  ASSERT_EQ(read.procedure, expected.procedure) << wire;
  ASSERT_EQ(read.arguments, expected.arguments) << wire;
  ASSERT_EQ(read.reader.rest(), expected.reader.rest()) << wire;
  ASSERT_EQ(read.reader.left(), expected.reader.left()) << wire;
}

constexpr std::string_view kNames[] = {
    "GET",      "set",    "Del",   "HGETALL", "EXPIREAT", "ZADD",     "eval",   "EVALSHA",
    "FCALL",    "CONFIG", "acl",   "OBJECT",  "XGROUP",   "CLIENT",   "SELECT", "MULTI",
    "ACL|CAT",  "G\x05T", "[ET",   "{ET",     "GETX",     "hgetalll", "a",      "FT.INFO",
    "JSON.GET", "bf.add", "_-.09", "PING",    "EXPIREAT", "ZRANGE",   "GEOADD", "g et"};

TEST(ReadCommandTest, ReadsShortNamesAsAllOthers) {
  for (const std::string_view name : kNames) {
    ExpectTheSame(Wire({name}));
    ExpectTheSame(Wire({name, "key"}));
    ExpectTheSame(Wire({name, "GET", "key"}));
    ExpectTheSame(Wire({name, "list", "name", "3", "4", "5", "6", "7", "8"}));
    ExpectTheSame(Wire({name, "list", "name", "3", "4", "5", "6", "7", "8", "9"}));
  }
}

TEST(ReadCommandTest, ReadsMalformedCommandsAsAllOthers) {
  std::mt19937 random{20};
  for (int i = 0; i < 200'000; ++i) {
    std::string wire = Wire({kNames[random() % std::size(kNames)], "key:1", "a value"});
    for (std::uint32_t changes = random() % 3; changes > 0; --changes) {
      wire[random() % wire.size()] = "*$\r\n0123456789\xFF az"[random() % 18];
    }
    wire.resize(wire.size() - random() % 2 * (random() % wire.size()));
    ExpectTheSame(wire);
  }
}

/// Returns the key as redis-cli prints it. Processes one byte at a time.
std::string Shown(std::string_view key) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  bool plain = !key.empty();
  std::string quoted = "\"";
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    const bool mark = c == '"' || c == '\\';
    plain = plain && byte > ' ' && byte < 0x7F && !mark && c != '\'';
    if (mark) quoted += '\\';
    if (byte >= ' ' && byte < 0x7F) {
      quoted += c;
    } else {
      quoted += "\\x";
      quoted += kDigits[byte >> 4U];
      quoted += kDigits[byte & 0xFU];
    }
  }
  return plain ? std::string{key} : quoted + '"';
}

TEST(RedactCommandTest, QuotesWhatIsNotPlainWhereverItStands) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t length = 1; length <= 20; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string key(length, 'k');
        key[at] = static_cast<char>(byte);
        ASSERT_EQ(RedactCommand(Wire({"GET", key}), 1000), "GET " + Shown(key));
      }
    }
  }
}

}  // namespace
}  // namespace dbspan::redis
