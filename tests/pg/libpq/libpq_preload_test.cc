// Tests unmodified Debian programs with dbspan preloaded: psql and pgbench.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>

#include "tests/support/preload.h"
#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

class LibpqPreloadTest : public ::testing::Test {
 protected:
  /// Returns the output of psql for a script, with these libraries preloaded.
  std::string Psql(const std::string& preload, const std::string& script) {
    const std::string said = OutputOf("printf '" + script + "' | " + Preloaded(sink_, preload) +
                                      "psql -X '" + server_.text + "'");
    return std::regex_replace(said, std::regex{"pg_temp_[0-9]+"}, "pg_temp_N");
  }

  ServerUrl server_ = PostgresServer();
  HttpSink sink_;
};

TEST_F(LibpqPreloadTest, PsqlSaysWhatItAlwaysSaysAndIsTraced) {
  const std::string script =
      "CREATE TEMPORARY TABLE t (a int, b text);\\n"
      "INSERT INTO t SELECT g, 1 FROM generate_series(1, 3) AS g;\\n"
      "COPY t FROM stdin;\\n4\\ttext\\n\\\\.\\n"
      "SELECT count(*) FROM t;\\nSELECT nothing;\\n\\\\d t\\n";

  const std::string traced = Psql(DBSPAN_LIBRARY, script);

  EXPECT_EQ(traced, Psql("", script));
  EXPECT_THAT(traced, HasSubstr("    4\n"));
  EXPECT_THAT(ExportedNames(sink_), IsSupersetOf({"CREATE TABLE t", "COPY t", "SELECT t"}));
  EXPECT_THAT(ExportedSpans(sink_),
              Contains(::testing::ResultOf([](const nlohmann::json& span) { return span.dump(); },
                                           // the SQLSTATE of an undefined column
                                           HasSubstr("42703"))));
}

// psql exits without reading the results to their end.
TEST_F(LibpqPreloadTest, AStatementThatEndsTheConnectionOfPsqlIsAFailedSpan) {
  const std::string command =
      "psql -X -c 'SELECT 1 AS one' -c 'SELECT "
      "pg_terminate_backend(pg_backend_pid())' '" +
      server_.text + "' 2>&1";

  const std::string traced = OutputOf(Preloaded(sink_, DBSPAN_LIBRARY) + command);

  EXPECT_EQ(traced, OutputOf(command));
  EXPECT_THAT(ExportedNames(sink_), ::testing::SizeIs(2));
  EXPECT_THAT(ExportedSpans(sink_),
              Contains(::testing::ResultOf([](const nlohmann::json& span) { return span.dump(); },
                                           // the SQLSTATE of admin_shutdown
                                           HasSubstr("57P01"))));
}

TEST_F(LibpqPreloadTest, PgbenchIsTracedInEveryMode) {
  const std::string run = " '" + server_.text + "' 2>&1";
  OutputOf("pgbench -i -q" + run);
  for (const std::string mode : {"simple", "extended", "prepared"}) {
    const HttpSink sink;
    const std::string output =
        OutputOf(Preloaded(sink, DBSPAN_LIBRARY) + "pgbench -n -t 4 -M " + mode + run);

    EXPECT_THAT(output, HasSubstr("actually processed: 4/4")) << mode;
    const auto names = ExportedNames(sink);
    for (const char* name :
         {"UPDATE pgbench_accounts", "SELECT pgbench_accounts", "UPDATE pgbench_tellers",
          "UPDATE pgbench_branches", "INSERT pgbench_history"}) {
      EXPECT_EQ(std::count(names.begin(), names.end(), name), 4) << mode << ' ' << name;
    }
  }
}

// PQpipelineSync is traced by a separate preload library, which may come before or after the main
// one.
TEST_F(LibpqPreloadTest, PipelinesOfPgbenchAreTraced) {
  const std::string library = DBSPAN_LIBRARY;
  const std::string newer = library.substr(0, library.rfind('/')) + "/libdbspan_libpq_14.so";
  const std::string run =
      "printf '\\\\startpipeline\\nSELECT 1;\\nSELECT 2;\\n\\\\endpipeline\\n' | ";
  const std::string pgbench =
      "pgbench -n -t 3 -M extended -f /dev/stdin '" + server_.text + "' 2>&1";
  for (const std::string& preload :
       {library, library + ":" + newer, newer + ":" + library}) {  // NOLINT(*-range-loop-*)
    const HttpSink sink;

    EXPECT_THAT(OutputOf(run + Preloaded(sink, preload) + pgbench),
                HasSubstr("actually processed: 3/3"))
        << preload;
    if (preload == library) continue;  // without the second library, the calls are not traced
    const auto names = ExportedNames(sink);
    EXPECT_EQ(std::count(names.begin(), names.end(), "SELECT"), 6) << preload;
  }
}

TEST_F(LibpqPreloadTest, BehindLibpqItSaysThatCallsGoPastIt) {
  EXPECT_THAT(Psql(DBSPAN_LIBPQ_SONAME ":" DBSPAN_LIBRARY, "SELECT 1;"),
              HasSubstr("calls go past it"));
}

}  // namespace
}  // namespace dbspan::test
