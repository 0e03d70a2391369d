#include "redis/resp/error_retry.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "core/span/outcome.h"
#include "redis/client/outcome.h"
#include "redis/outcome.h"
#include "tests/redis/resp/wire_format.h"
#include "tests/support/case_name.h"

namespace dbspan::redis {
namespace {

struct RetryCase {
  const char* rule;
  const char* message;
  Retry retry;
};

const std::set<std::string> kExpected = {"MOVED",   "ASK",      "TRYAGAIN", "CLUSTERDOWN",
                                         "LOADING", "REDIRECT", "NOSCRIPT"};

class RedisErrorRetryTest : public ::testing::TestWithParam<RetryCase> {};

TEST_P(RedisErrorRetryTest, SaysWhatIsToBeRepeated) {
  EXPECT_EQ(RetryOfError(GetParam().message), GetParam().retry);
}

TEST_P(RedisErrorRetryTest, SaysWhetherCallersExpectIt) {
  const std::string message = GetParam().message;
  const std::string word = message.substr(0, message.find(' '));
  EXPECT_EQ(IsExpectedError(message), kExpected.count(word) == 1);
}

const RetryCase kCases[] = {
    {"another node", "MOVED 3999 127.0.0.1:6381", Retry::kStatement},
    {"another node once", "ASK 3999 127.0.0.1:6381", Retry::kStatement},
    {"the primary", "REDIRECT 127.0.0.1:6379", Retry::kStatement},
    {"the text of the script", "NOSCRIPT No matching script. Please use EVAL.", Retry::kStatement},
    {"unblocked", "UNBLOCKED client unblocked via CLIENT UNBLOCK", Retry::kStatement},
    {"loading", "LOADING Redis is loading the dataset in memory", Retry::kLater},
    {"a script runs", "BUSY Redis is busy running a script.", Retry::kLater},
    {"slots move", "TRYAGAIN Multiple keys request during rehashing of slot", Retry::kLater},
    {"cluster down", "CLUSTERDOWN The cluster is down", Retry::kLater},
    {"hash slot not served", "CLUSTERDOWN Hash slot not served", Retry::kLater},
    {"master down", "MASTERDOWN Link with MASTER is down", Retry::kLater},
    {"no snapshots", "MISCONF Redis is configured to save RDB snapshots", Retry::kLater},
    {"memory", "OOM command not allowed when used memory > 'maxmemory'.", Retry::kLater},
    {"a replica", "READONLY You can't write against a read only replica.", Retry::kLater},
    {"replicas", "NOREPLICAS Not enough good replicas to write.", Retry::kLater},
    {"sentinel", "NOGOODSLAVE No suitable replica to promote", Retry::kLater},
    {"failover", "INPROG Failover already in progress", Retry::kLater},
    {"quorum", "NOQUORUM 1 usable Sentinels.", Retry::kLater},
    {"replication", "NOMASTERLINK Can't SYNC while not connected with my master", Retry::kLater},
    {"clients", "ERR max number of clients reached", Retry::kLater},
    {"clients of a cluster", "ERR max number of clients + cluster connections reached",
     Retry::kLater},
    {"migration", "IOERR error or timeout reading to target instance", Retry::kOutcomeUnknown},
    {"the wrong type", "WRONGTYPE Operation against a key", Retry::kNo},
    {"syntax", "ERR syntax error", Retry::kNo},
    {"no password", "NOAUTH Authentication required.", Retry::kNo},
    {"a wrong password", "WRONGPASS invalid username-password pair", Retry::kNo},
    {"not allowed", "NOPERM this user has no permissions", Retry::kNo},
    {"protected mode", "DENIED Redis is running in protected mode", Retry::kNo},
    {"protocol", "NOPROTO unsupported protocol version", Retry::kNo},
    {"slots", "CROSSSLOT Keys in request don't hash to the same slot", Retry::kNo},
    {"what was queued was wrong", "EXECABORT Transaction discarded because of previous errors.",
     Retry::kNo},
    {"a group", "BUSYGROUP Consumer Group name already exists", Retry::kNo},
    {"a key", "BUSYKEY Target key name already exists.", Retry::kNo},
    {"no group", "NOGROUP No such key", Retry::kNo},
    {"no script", "NOTBUSY No scripts in execution right now.", Retry::kNo},
    {"a script that wrote", "UNKILLABLE Sorry the script already executed write commands",
     Retry::kNo},
    {"an object", "INVALIDOBJ Invalid object", Retry::kNo},
    {"longer words are other words", "MOVEDX", Retry::kNo},
    {"a word alone", "LOADING", Retry::kLater},
    {"nothing", "", Retry::kNo},
};
INSTANTIATE_TEST_SUITE_P(Rules, RedisErrorRetryTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(RedisScriptErrorRetryTest, RefusedBeforeItRanItRanNot) {
  EXPECT_EQ(RetryOfScriptError("NOSCRIPT No matching script."), Retry::kStatement);
  EXPECT_EQ(RetryOfScriptError("BUSY Redis is busy running a script."), Retry::kLater);
}

TEST(RedisScriptErrorRetryTest, WhatAScriptWroteBeforeItFailedStays) {
  EXPECT_EQ(RetryOfScriptError("OOM command not allowed when used memory > 'maxmemory'. "
                               "script: 5a0d2a3f, on @user_script:1."),
            Retry::kOutcomeUnknown);
  EXPECT_EQ(RetryOfScriptError("OOM zq"), Retry::kOutcomeUnknown);
  EXPECT_EQ(RetryOfScriptError("WRONGTYPE x script: 5a0d2a3f, on @user_script:1."), Retry::kNo);
}

ReplyReading ReadingOf(const std::vector<std::string_view>& command) {
  const std::string wire =
      command.size() == 1 ? Wire({command[0]}) : Wire({command[0], command[1], "0"});
  return redis::ReadingOf(ReadCommand(wire));
}

TEST(RedisErrorRetryTest, TheOutcomeOfAReplyCarriesIt) {
  const auto reply = Reply("-LOADING Redis is loading\r\n");
  EXPECT_EQ(OutcomeOfReply(ReadingOf({"PING"}), *reply).error->retry, Retry::kLater);
}

TEST(RedisErrorRetryTest, ExpectedIsWhatComesBeforeAScriptRuns) {
  const ReplyReading script = ReadingOf({"EVALSHA", "f"});
  EXPECT_TRUE(OutcomeOfReply(script, *Reply("-NOSCRIPT No matching script.\r\n")).error->expected);
  EXPECT_FALSE(OutcomeOfReply(script, *Reply("-MOVED 1 x script: f, on @user_script:1.\r\n"))
                   .error->expected);
}

// A script may return any text as its error, without the mark of a raised one.
TEST(RedisErrorRetryTest, AScriptsOwnErrorIsNotExpectedUnlessItHasTheFormOfTheServer) {
  const ReplyReading script = ReadingOf({"EVAL", "f"});
  const ReplyReading get = ReadingOf({"GET", "a"});
  for (const char* refusal :
       {"MOVED 3999 127.0.0.1:6381", "MOVED 0 ::1:6381", "ASK 16383 node-1.example:1", "MOVED 1 :1",
        "MOVED 1 ?:1", "REDIRECT 127.0.0.1:6381", "NOSCRIPT No matching script. Please use EVAL.",
        "TRYAGAIN Multiple keys request during rehashing of slot",
        "CLUSTERDOWN The cluster is down", "CLUSTERDOWN Hash slot not served",
        "LOADING Redis is loading the dataset in memory",
        "LOADING Valkey is loading the dataset in memory"}) {
    const Reply reply{"-" + std::string{refusal} + "\r\n"};
    const Outcome outcome = OutcomeOfReply(script, *reply);
    EXPECT_TRUE(outcome.error->expected) << refusal;
    EXPECT_EQ(outcome.error->retry, RetryOfError(refusal)) << refusal;
  }
  for (const char* own :
       {"MOVED 1 zq",      "MOVED",          "MOVED ",
        "MOVED 16384 h:1", "MOVED -1 h:1",   "MOVED 1 h:0",
        "MOVED 1 h:65536", "MOVED 1 h:1 zq", "MOVED x h:1",
        "MOVED 1",         "MOVED 1 ",       "ASK 1 zq",
        "ASK 1 a/b:1",     "REDIRECT zq",    "REDIRECT",
        "NOSCRIPT zq",     "TRYAGAIN",       "TRYAGAIN zq",
        "CLUSTERDOWN zq",  "LOADING zq",     "LOADING  is loading the dataset in memory",
        "LOADING"}) {
    const Reply reply{"-" + std::string{own} + "\r\n"};
    const Outcome outcome = OutcomeOfReply(script, *reply);
    EXPECT_FALSE(outcome.error->expected) << own;
    EXPECT_EQ(outcome.error->retry, Retry::kOutcomeUnknown) << own;
    EXPECT_TRUE(OutcomeOfReply(get, *reply).error->expected) << own;  // no script can word it
  }
}

TEST(RedisErrorRetryTest, OfSeveralErrorsThoseThatNobodyExpectsStay) {
  const ReplyReading get = ReadingOf({"GET", "a"});
  const Outcome moved = OutcomeOfReply(get, *Reply("-MOVED 1 x\r\n"));
  const Outcome wrong = OutcomeOfReply(get, *Reply("-WRONGTYPE x\r\n"));
  const Outcome loading = OutcomeOfReply(get, *Reply("-LOADING x\r\n"));
  Outcome sum;
  for (const auto& [reply, stays] : {std::pair{moved, "MOVED"},
                                     {loading, "MOVED"},
                                     {wrong, "WRONGTYPE"},
                                     {moved, "WRONGTYPE"}}) {
    Merge(sum, reply);
    EXPECT_EQ(sum.error->type, stays);
    EXPECT_EQ(sum.status_code, stays);
  }
}

TEST(RedisErrorRetryTest, TheOutcomeOfAScriptCarriesIt) {
  const auto reply = Reply("-OOM no script: f, on @user_script:1.\r\n");
  EXPECT_EQ(OutcomeOfReply(ReadingOf({"EVAL", "return 1"}), *reply).error->retry,
            Retry::kOutcomeUnknown);
}

TEST(RedisErrorRetryTest, WithoutReplyTheOutcomeIsUnknown) {
  for (const int error : {REDIS_ERR_IO, REDIS_ERR_EOF, REDIS_ERR_PROTOCOL, REDIS_ERR_OOM,
                          REDIS_ERR_OTHER, 6 /* REDIS_ERR_TIMEOUT of hiredis 1 */}) {
    const Outcome outcome = hiredis::OutcomeOfContextError(error, "x");
    EXPECT_EQ(outcome.error->retry, Retry::kOutcomeUnknown) << error;
    EXPECT_EQ(OutcomeOfConnecting(outcome).error->retry, Retry::kLater) << error;
  }
}

}  // namespace
}  // namespace dbspan::redis
