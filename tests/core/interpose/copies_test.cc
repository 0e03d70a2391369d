// Tests several copies of dbspan in one process: the linked copy records, and a preloaded copy does
// not record the same calls again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/preload.h"
#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class CopiesTest : public ::testing::Test {
 protected:
  /// Runs a program with dbspan linked in and `preload` as LD_PRELOAD. Returns its span names.
  std::vector<std::string> Spans(const std::string& preload) {
    const HttpSink sink;
    EXPECT_THAT(OutputOf(Preloaded(sink, preload) + DBSPAN_COPIES_PROGRAM " '" + postgres_.text +
                         "' " + redis_.host + " " + std::to_string(redis_.port)),
                IsEmpty());
    return ExportedNames(sink);
  }

  ServerUrl postgres_ = PostgresServer();
  ServerUrl redis_ = RedisServer();
};

TEST_F(CopiesTest, LinkedAloneItRecordsEveryCallOnce) {
  EXPECT_THAT(Spans(""), UnorderedElementsAre("SELECT pg_class", "SELECT pg_type",
                                              StartsWith("PING"), StartsWith("PIPELINE ECHO")));
}

TEST_F(CopiesTest, LinkedAndPreloadedItRecordsEveryCallOnce) {
  EXPECT_THAT(Spans(DBSPAN_LIBRARY),
              UnorderedElementsAre("SELECT pg_class", "SELECT pg_type", StartsWith("PING"),
                                   StartsWith("PIPELINE ECHO")));
}

TEST_F(CopiesTest, WithAutosetupAsWellTheProgramsProvidersStay) {
  EXPECT_THAT(Spans(DBSPAN_AUTOSETUP_LIBRARY ":" DBSPAN_LIBRARY),
              UnorderedElementsAre("SELECT pg_class", "SELECT pg_type", StartsWith("PING"),
                                   StartsWith("PIPELINE ECHO")));
}

}  // namespace
}  // namespace dbspan::test
