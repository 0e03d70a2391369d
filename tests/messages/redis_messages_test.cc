#include <gmock/gmock.h>
#include <hiredis/hiredis.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/span/error_message.h"
#include "redis/client/outcome.h"
#include "redis/outcome.h"
#include "tests/messages/elicited.h"
#include "tests/support/servers.h"

namespace dbspan::redis {
namespace {

using test::kMarks;
using test::kOtherMarks;

/// The message of a failed command and what dbspan records of it; all empty if the command
/// succeeded.
struct Failure {
  std::string message;
  std::string recorded;
  std::string code;
};

/// Splits a command at blanks and inserts data. In a word, \_ stands for a blank and
///  for a line break.
std::vector<std::string> WordsOf(const std::string& command, const test::Marks& marks, int shape) {
  std::istringstream stream{command};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"{v}", ValueOf(marks, shape)},
          {"{n}", marks.digits},
          {"\\_", " "},
          {"\\n", "\n"}}) {
      for (std::size_t at = word.find(from); at != std::string::npos;
           at = word.find(from, at + to.size())) {
        word.replace(at, from.size(), to);
      }
    }
    words.push_back(word);
  }
  return words;
}

class RedisMessagesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(context_->err, 0) << context_->errstr;
    Fail({"SELECT", "9"});
    Fail({"FLUSHDB"});
    for (const std::string& command : statements_.preparations) {
      EXPECT_EQ(Fail(WordsOf(command, kMarks, 0)).message, "");
    }
  }
  void TearDown() override { Fail({"FLUSHDB"}); }

  Failure Fail(const std::vector<std::string>& words) {
    std::vector<const char*> arguments;
    std::vector<std::size_t> lengths;
    for (const std::string& word : words) {
      arguments.push_back(word.data());
      lengths.push_back(word.size());
    }
    const std::unique_ptr<redisReply, void (*)(void*)> reply{
        static_cast<redisReply*>(redisCommandArgv(context_.get(), static_cast<int>(words.size()),
                                                  arguments.data(), lengths.data())),
        &freeReplyObject};
    if (reply == nullptr) {  // an error of Valkey with a line break, which hiredis does not accept
      EXPECT_STREQ(context_->errstr, "Bad simple string value") << words[0];
      EXPECT_EQ(redisReconnect(context_.get()), REDIS_OK);
      return {};
    }
    if (reply->type != REDIS_REPLY_ERROR) return {};
    const bool script = words[0] == "EVAL" || words[0] == "FCALL" || words[0] == "EVAL_RO";
    ReplyReading reading;
    if (script) reading.effect = Effect::kScript;
    const Outcome outcome = OutcomeOfReply(reading, hiredis::ViewOf(*reply));
    return {script ? "" : std::string{reply->str, reply->len},
            RecordableMessage(*outcome.error, ErrorMessages::kRedacted), outcome.status_code};
  }

  const test::FailingStatements statements_ =
      test::ReadStatements(DBSPAN_MESSAGES_DIR "/redis.txt");
  const test::ServerUrl server_ = test::RedisServer();
  const std::unique_ptr<redisContext, decltype(&redisFree)> context_{
      redisConnect(server_.host.c_str(), server_.port), &redisFree};
};

TEST_F(RedisMessagesTest, ShowNoDataAndKeepTheirWords) {
  test::KeptWords kept;
  for (const std::string& command : statements_.failing) {
    for (int shape = 0; shape < test::kValueShapes; ++shape) {
      const Failure failure = Fail(WordsOf(command, kMarks, shape));
      EXPECT_FALSE(test::ShowsMarks(failure.recorded, kMarks)) << command << failure.recorded;
      EXPECT_FALSE(test::ShowsMarks(failure.code, kMarks)) << command;
      if (shape > 0 || failure.message.empty()) continue;
      const Failure other = Fail(WordsOf(command, kOtherMarks, shape));
      kept.Add("Redis", command, failure.message, other.message, failure.recorded);
    }
  }
  kept.Print();
  EXPECT_GE(kept.kinds(), 150U);
  EXPECT_GE(kept.Lowest(), 0.8);
}

}  // namespace
}  // namespace dbspan::redis
