// Random calls of traced and untraced functions on one context. Compiled for the header form and
// the linked form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <iterator>
#include <random>
#include <string>
#include <variant>

#include "tests/redis/hiredis/redis_in_step_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

/// A command whose outcome is always the same, and follows from its name.
struct Command {
  const char* text;
  const char* name;
  int reply;
  const char* code;   // of the error; empty if it succeeds
  const char* cache;  // "hit", "miss", or empty
};
const Command kCommands[] = {
    {"SET text 1", "SET", REDIS_REPLY_STATUS, "", ""},
    {"LPUSH text x", "LPUSH", REDIS_REPLY_ERROR, "WRONGTYPE", ""},
    {"EVALSHA 0000000000000000000000000000000000000000 0", "EVALSHA", REDIS_REPLY_ERROR, "NOSCRIPT",
     ""},
    {"GET text", "GET", REDIS_REPLY_STRING, "", "hit"},
    {"HGET nowhere field", "HGET", REDIS_REPLY_NIL, "", "miss"},
    {"STRLEN text", "STRLEN", REDIS_REPLY_INTEGER, "", ""},
    {"GETRANGE big 0 2000", "GETRANGE", REDIS_REPLY_STRING, "", "hit"},
};

/// Compares each reply with the command to which it
/// belongs, and each span with the outcome that its command always has.
class RedisInStepGeneratedTest : public RedisInStepFixture,
                                 public ::testing::WithParamInterface<unsigned> {
 protected:
  enum class By { kTraced, kAny };

  unsigned Below(unsigned end) { return static_cast<unsigned>(random_()) % end; }
  bool IsOther() { return by_ == By::kAny && Below(2) == 0; }
  const Command& Any() { return kCommands[Below(std::size(kCommands))]; }

  void Append() {
    const Command& command = Any();
    (IsOther() ? untraced_append_ : &redisAppendCommand)(redis_.get(), command.text);
    waiting_.push_back(&command);
  }
  void Call() {
    const Command& command = Any();
    waiting_.push_back(&command);
    Expect((IsOther() ? untraced_command_ : &redisCommand)(redis_.get(), command.text));
  }
  void Write() {
    int done = 0;
    while (done == 0) {
      ASSERT_EQ((IsOther() ? untraced_write_ : &redisBufferWrite)(redis_.get(), &done), REDIS_OK);
    }
  }
  void Get() {
    void* reply = nullptr;
    ASSERT_EQ((IsOther() ? untraced_get_reply_ : &redisGetReply)(redis_.get(), &reply), REDIS_OK);
    Expect(reply);
  }
  void GetFromReader() {
    Write();
    Settle();
    if (IsOther()) return Expect(ReadFromReader());
    void* reply = nullptr;
    for (;;) {
      ASSERT_EQ(redisGetReplyFromReader(redis_.get(), &reply), REDIS_OK);
      if (reply != nullptr) break;
      ASSERT_EQ(redisBufferRead(redis_.get()), REDIS_OK);
    }
    Expect(reply);
  }
  /// Takes the reply of the oldest command.
  void Expect(void* reply) {
    ASSERT_NE(reply, nullptr) << redis_->errstr;
    ASSERT_EQ(static_cast<redisReply*>(reply)->type, waiting_.front()->reply);
    freeReplyObject(reply);
    waiting_.pop_front();
  }
  void Step() {
    switch (Below(6)) {
      case 0:
      case 1:
        Append();
        break;
      case 2:
        Call();
        break;
      case 3:
        Write();
        break;
      case 4:
        if (!waiting_.empty()) Get();
        break;
      default:
        if (!waiting_.empty()) GetFromReader();
    }
    Settle();
  }
  void ReadAll() {
    while (!waiting_.empty() && !HasFatalFailure()) Get();
    Settle();
  }

  /// If not `seen`, the result may be missing.
  static void Check(const RecordedSpan& span, bool seen) {
    const auto text = [&](const char* key) {
      const auto found = span.attributes.find(key);
      return found == span.attributes.end() ? "" : std::get<std::string>(found->second);
    };
    const std::string name = text("db.operation.name");
    for (const Command& command : kCommands) {
      if (name != command.name) continue;
      const std::string code = text("db.response.status_code");
      if (seen || !code.empty()) {
        EXPECT_EQ(code, command.code) << span;
      }
      for (const char* cache : {"hit", "miss"}) {
        const bool is = Has(span, std::string{"cache."} + cache);
        if (is) {
          EXPECT_STREQ(cache, command.cache) << span;
        }
        if (seen && command.cache == std::string{cache}) {
          EXPECT_TRUE(is) << span;
        }
      }
    }
  }

  std::mt19937 random_{GetParam()};
  By by_ = By::kTraced;
  std::deque<const Command*> waiting_;
};

TEST_P(RedisInStepGeneratedTest, TracedFunctionsSeeEveryResult) {
  for (int i = 0; i < 40 && !HasFatalFailure(); ++i) Step();
  ReadAll();

  const auto spans = telemetry_.Spans();
  EXPECT_THAT(spans, Not(IsEmpty()));
  for (const RecordedSpan& span : spans) Check(span, true);
}

TEST_P(RedisInStepGeneratedTest, NoCommandHasTheResultOfAnother) {
  for (int round = 0; round < 5; ++round) {
    by_ = By::kAny;
    for (int i = 0; i < 25 && !HasFatalFailure(); ++i) Step();
    ReadAll();
    for (const RecordedSpan& span : telemetry_.Spans()) Check(span, false);
    telemetry_.Clear();

    by_ = By::kTraced;  // the context is at rest, so results are known again
    Call();
    Call();
    const auto spans = telemetry_.Spans();
    ASSERT_GE(spans.size(), 2U);
    Check(spans[spans.size() - 2], true);
    Check(spans[spans.size() - 1], true);
    telemetry_.Clear();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RedisInStepGeneratedTest, ::testing::Range(0U, 24U));

}  // namespace
}  // namespace dbspan::test
