// Sends arbitrary replies to arbitrary commands. Nothing may crash, counts must stay valid, and
// only the error's code may be recorded.
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>

#include "dbspan/options.h"
#include "redis/client/outcome.h"
#include "redis/conversation.h"
#include "redis/outcome.h"
#include "redis/pipeline.h"

namespace dbspan::redis {
namespace {

std::string WireOf(std::initializer_list<std::string_view> words) {
  std::string wire = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string_view word : words) {
    wire += "$" + std::to_string(word.size()) + "\r\n" + std::string{word} + "\r\n";
  }
  return wire;
}

/// Generates random replies, including ones that no server sends or that do not fit the command.
class ReplyGenerator {
 public:
  explicit ReplyGenerator(std::uint32_t seed) : random_(seed) {}

  std::string Make(int depth = 0) {
#ifdef REDIS_REPLY_MAP
    constexpr std::uint32_t kKinds = 14;
#else
    constexpr std::uint32_t kKinds = 7;
#endif
    switch (random_() % kKinds) {
      case 0:
        return Below(2) == 0 ? "$0\r\n\r\n" : "$6\r\nresult\r\n";
      case 1:
        return ":" + std::to_string(static_cast<std::int32_t>(random_())) + "\r\n";
      case 2:
        return Below(2) == 0 ? "$-1\r\n" : "*-1\r\n";
      case 3:
        return Below(2) == 0 ? "+QUEUED\r\n" : "+OK\r\n";
      case 4:
        return "-secret went wrong\r\n";
      case 5:
        return "$7\r\nresults\r\n";
      case 6:
        return List('*', depth, 1);
      case 7:
        return List('%', depth, 2);
      case 8:
        return List('~', depth, 1);
      case 9:
        return depth == 0 ? List('>', depth, 1) : "_\r\n";
      case 10:
        return "#t\r\n";
      case 11:
        return ",1.5\r\n";
      case 12:
        return "=10\r\ntxt:secret\r\n";
      default:
        return "_\r\n";
    }
  }
  std::uint32_t Below(std::uint32_t limit) { return random_() % limit; }

 private:
  std::string List(char mark, int depth, std::uint32_t width) {
    const std::uint32_t size = depth > 3 ? 0 : Below(5);
    std::string text = mark + std::to_string(size) + "\r\n";
    for (std::uint32_t i = 0; i < size * width; ++i) text += Make(depth + 1);
    return text;
  }

  std::mt19937 random_;
};

const std::string kCommands[] = {WireOf({"GET", "k"}),
                                 WireOf({"MGET", "a", "b"}),
                                 WireOf({"HGETALL", "h"}),
                                 WireOf({"ZRANGE", "z", "0", "-1", "WITHSCORES"}),
                                 WireOf({"ZPOPMIN", "z"}),
                                 WireOf({"BZMPOP", "0", "1", "z", "MIN"}),
                                 WireOf({"SCAN", "0"}),
                                 WireOf({"HSCAN", "h", "0"}),
                                 WireOf({"XREAD", "STREAMS", "s", "0"}),
                                 WireOf({"XAUTOCLAIM", "s", "g", "c", "0", "0"}),
                                 WireOf({"FT.SEARCH", "i", "q", "WITHSCORES", "RETURN", "0"}),
                                 WireOf({"FT.AGGREGATE", "i", "q"}),
                                 WireOf({"SUBSCRIBE", "a", "b"}),
                                 WireOf({"UNSUBSCRIBE"}),
                                 WireOf({"EXISTS", "a", "b"}),
                                 WireOf({"SISMEMBER", "s", "m"}),
                                 WireOf({"LPOS", "l", "x"}),
                                 WireOf({"GETRANGE", "k", "0", "1"}),
                                 WireOf({"MULTI"}),
                                 WireOf({"EXEC"}),
                                 WireOf({"DISCARD"}),
                                 WireOf({"SELECT", "3"}),
                                 WireOf({"SELECT", "99999999999999999999"}),
                                 WireOf({"RESET"}),
                                 WireOf({"HELLO", "3"}),
                                 WireOf({"FOO.BAR", "x"}),
                                 "*1000000000\r\n$3\r\nGET\r\n",
                                 "no command",
                                 ""};

TEST(HostileReplyTest, AnyReplyToAnyCommandIsReadWithoutHarm) {
  const char* seconds = std::getenv("DBSPAN_FUZZ_SECONDS");
  const int rounds = seconds == nullptr ? 20'000 : 20'000 * std::atoi(seconds);
  ReplyGenerator generator{18};
  Conversation conversation;
  Pipeline pipeline;
  const Options options;
  const std::unique_ptr<redisReader, void (*)(redisReader*)> reader{redisReaderCreate(),
                                                                    &redisReaderFree};
  for (int round = 0; round < rounds; ++round) {
    const std::string& command = kCommands[generator.Below(std::size(kCommands))];
    const ReplyReading reading =
        pipeline.Append(command, true, options, nullptr, conversation.queues());
    conversation.Submit(reading);
    const std::string wire = generator.Make();
    void* raw = nullptr;
    ASSERT_EQ(redisReaderFeed(reader.get(), wire.data(), wire.size()), REDIS_OK);
    ASSERT_EQ(redisReaderGetReply(reader.get(), &raw), REDIS_OK) << wire;
    const std::unique_ptr<redisReply, void (*)(void*)> reply{static_cast<redisReply*>(raw),
                                                             &freeReplyObject};
    ASSERT_NE(reply, nullptr) << wire;

    const ReplyView view = hiredis::ViewOf(*reply);

    const Outcome outcome = OutcomeOfReply(reading, view);
    pipeline.OnReply(&view, conversation);
    static_cast<void>(conversation.TakeDatabase());

    ASSERT_GE(outcome.returned_rows, Outcome::kUnknown) << wire;
    ASSERT_GE(outcome.misses, Outcome::kUnknown) << wire;
    ASSERT_TRUE(!outcome.error || outcome.status_code == "ERR") << wire;
    if (round % 100 == 0) pipeline.FailAll({});
  }
}

}  // namespace
}  // namespace dbspan::redis
