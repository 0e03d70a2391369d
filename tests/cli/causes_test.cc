#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "cli/untraced.h"

namespace dbspan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

WatchedProcess LoadedDbspan(pid_t pid, std::vector<PastCalls> past) {
  WatchedProcess process;
  process.pid = pid;
  process.executable = "/nowhere/worker";
  process.bound.loaded = true;
  process.bound.past = std::move(past);
  return process;
}

std::vector<std::string> TextsOf(const TracingFacts& facts) {
  std::vector<std::string> texts;
  for (const view::Notice& notice : FindCauses(facts)) texts.push_back(notice.text);
  return texts;
}

TEST(FindCausesTest, ReportsEachCauseOfAProgramOnceWithItsProcesses) {
  const PastCalls postgres{"pgsql.so", "libpq.so.5", {"PQexec"}};
  const PastCalls mysql{"mysqli.so", "libmariadb.so.3", {"mysql_query", "mysql_ping"}};
  TracingFacts facts;
  facts.program = "worker";
  facts.watched = {LoadedDbspan(7, {postgres, mysql}), LoadedDbspan(8, {postgres})};

  EXPECT_THAT(TextsOf(facts),
              ElementsAre("this report shows only a part of the calls:",
                          AllOf(HasSubstr("worker (7) loads libmariadb.so.3, but mysqli.so "),
                                HasSubstr("2 kinds of call go past dbspan")),
                          AllOf(HasSubstr("worker (7 and 1 other) loads libpq.so.5, but pgsql.so "),
                                HasSubstr("1 kind of call goes past dbspan"))));
}

}  // namespace
}  // namespace dbspan::cli
