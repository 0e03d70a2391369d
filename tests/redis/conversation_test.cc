#include "redis/conversation.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "redis/describe.h"
#include "tests/redis/resp/wire_format.h"

namespace dbspan::redis {
namespace {

class ConversationTest : public ::testing::Test {
 protected:
  void Submit(std::initializer_list<std::string_view> command) {
    const std::string wire = Wire(command);
    conversation_.Submit(ReadingOf(ReadCommand(wire)));
  }
  Outcome Read(std::initializer_list<std::string_view> command, const std::string& reply) {
    const std::string wire = Wire(command);
    return conversation_.Read(ReadingOf(ReadCommand(wire)), *Reply(reply));
  }

  Conversation conversation_;
};

constexpr const char* kOk = "+OK\r\n";
constexpr const char* kQueued = "+QUEUED\r\n";

TEST_F(ConversationTest, ExecCarriesWhatItsCommandsFound) {
  Read({"MULTI"}, kOk);
  EXPECT_EQ(Read({"GET", "a"}, kQueued).hits, Outcome::kUnknown);
  Read({"SET", "b", "1"}, kQueued);
  Read({"MGET", "a", "c"}, kQueued);

  const Outcome outcome = Read({"EXEC"}, "*3\r\n$1\r\n1\r\n+OK\r\n*2\r\n$1\r\n1\r\n$-1\r\n");

  EXPECT_EQ(outcome.hits, 2);
  EXPECT_EQ(outcome.misses, 1);
  EXPECT_EQ(outcome.returned_rows, 2);
  EXPECT_FALSE(outcome.error);
  EXPECT_FALSE(outcome.transaction_aborted);
}

TEST_F(ConversationTest, ACommandThatFailsInsideIsTheErrorOfExec) {
  Read({"MULTI"}, kOk);
  Read({"LPUSH", "text", "a"}, kQueued);

  EXPECT_EQ(Read({"EXEC"}, "*1\r\n-WRONGTYPE Operation\r\n").status_code, "WRONGTYPE");
}

TEST_F(ConversationTest, NilForExecIsNoErrorButAborted) {
  Read({"MULTI"}, kOk);
  Read({"GET", "a"}, kQueued);

  const Outcome outcome = Read({"EXEC"}, "*-1\r\n");

  EXPECT_TRUE(outcome.transaction_aborted);
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.misses, Outcome::kUnknown);
}

TEST_F(ConversationTest, DiscardForgetsWhatWasQueued) {
  Read({"MULTI"}, kOk);
  Read({"GET", "a"}, kQueued);
  Read({"DISCARD"}, kOk);
  Read({"MULTI"}, kOk);

  EXPECT_EQ(Read({"EXEC"}, "*0\r\n").hits, Outcome::kUnknown);
}

TEST_F(ConversationTest, ARefusedCommandIsNotQueued) {
  Read({"MULTI"}, kOk);
  EXPECT_EQ(Read({"GET"}, "-ERR wrong number of arguments\r\n").status_code, "ERR");
  EXPECT_EQ(Read({"EXEC"}, "-EXECABORT Transaction discarded\r\n").status_code, "EXECABORT");

  EXPECT_EQ(Read({"GET", "a"}, "$-1\r\n").misses, 1);
}

TEST_F(ConversationTest, RepliesToCommandsThatWereNotSeenSayNothing) {
  Read({"MULTI"}, kOk);
  Read({"GET", "a"}, kQueued);

  const Outcome outcome = Read({"EXEC"}, "*2\r\n$-1\r\n$-1\r\n");

  EXPECT_EQ(outcome.misses, Outcome::kUnknown);
}

TEST_F(ConversationTest, TheDatabaseFollowsSelect) {
  Read({"SELECT", "3"}, kOk);
  EXPECT_EQ(conversation_.TakeDatabase(), "3");
  EXPECT_EQ(conversation_.TakeDatabase(), std::nullopt);
  Read({"SELECT", "99"}, "-ERR DB index is out of range\r\n");
  EXPECT_EQ(conversation_.TakeDatabase(), std::nullopt);

  Read({"RESET"}, "+RESET\r\n");
  EXPECT_EQ(conversation_.TakeDatabase(), "0");
}

TEST_F(ConversationTest, WhatIsQueuedBehindSelectRunsInItsDatabase) {
  Read({"MULTI"}, kOk);
  Read({"SELECT", "4"}, kQueued);
  EXPECT_EQ(conversation_.TakeDatabase(), "4");
  Read({"EXEC"}, "*1\r\n+OK\r\n");
  EXPECT_EQ(conversation_.TakeDatabase(), std::nullopt);
}

TEST_F(ConversationTest, ASelectThatIsNotCarriedOutChangesNothing) {
  Read({"MULTI"}, kOk);
  Read({"SELECT", "4"}, kQueued);
  EXPECT_EQ(conversation_.TakeDatabase(), "4");
  Read({"DISCARD"}, kOk);
  EXPECT_EQ(conversation_.TakeDatabase(), "0");

  Read({"MULTI"}, kOk);
  Read({"SELECT", "5"}, kQueued);
  EXPECT_EQ(conversation_.TakeDatabase(), "5");
  Read({"EXEC"}, "*-1\r\n");
  EXPECT_EQ(conversation_.TakeDatabase(), "0");
}

TEST_F(ConversationTest, WhatIsSubmittedBehindSelectDoesNotWaitForItsReply) {
  Submit({"SELECT", "3"});
  EXPECT_EQ(conversation_.TakeDatabase(), "3");
  Submit({"SELECT", "4"});
  EXPECT_EQ(conversation_.TakeDatabase(), "4");
  Read({"SELECT", "3"}, kOk);
  EXPECT_EQ(conversation_.TakeDatabase(), std::nullopt);
  Read({"SELECT", "4"}, "-ERR DB index is out of range\r\n");
  EXPECT_EQ(conversation_.TakeDatabase(), "3");
}

TEST_F(ConversationTest, ASubmittedTransactionChangesTheDatabaseUnlessItIsDiscarded) {
  Submit({"MULTI"});
  Submit({"SELECT", "3"});
  EXPECT_EQ(conversation_.TakeDatabase(), "3");
  Submit({"DISCARD"});
  EXPECT_EQ(conversation_.TakeDatabase(), "0");
  Submit({"MULTI"});
  Submit({"SELECT", "5"});
  Submit({"EXEC"});
  EXPECT_EQ(conversation_.TakeDatabase(), "5");
  Submit({"RESET"});
  EXPECT_EQ(conversation_.TakeDatabase(), "0");
}

TEST_F(ConversationTest, FollowsOnlyWhatMattersLater) {
  const std::string get = Wire({"GET", "a"});
  const ReplyReading reading = ReadingOf(ReadCommand(get));
  EXPECT_FALSE(conversation_.Follows(reading));
  EXPECT_TRUE(conversation_.Follows(ReadingOf(ReadCommand(Wire({"MULTI"})))));
  Read({"MULTI"}, kOk);
  EXPECT_TRUE(conversation_.Follows(reading));
}

}  // namespace
}  // namespace dbspan::redis
