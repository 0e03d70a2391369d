// Tests unmodified Debian programs with dbspan preloaded: ccache, which stores results in Redis,
// and Perl's Redis::Fast, which uses hiredis's asynchronous API.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/http_sink.h"
#include "tests/support/preload.h"
#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace fs = std::filesystem;

class RedisPreloadTest : public ::testing::Test {
 protected:
  RedisPreloadTest() {
    std::string pattern = fs::temp_directory_path() / "dbspan-preload-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    std::ofstream{directory_ / "a.c"} << "int answer(void) { return 42; }\n";
    OutputOf("redis-cli -p " + std::to_string(server_.port) + " FLUSHALL");
  }
  ~RedisPreloadTest() override { fs::remove_all(directory_); }

  /// Compiles with ccache after deleting its local cache. Returns the output.
  std::string Compile(const std::string& preload) {
    fs::remove_all(directory_ / "cache");
    fs::remove(directory_ / "a.o");
    return OutputOf("cd " + directory_.string() + " && " + Preloaded(sink_, preload) +
                    "CCACHE_DIR=" + directory_.string() +
                    "/cache CCACHE_CONFIGPATH=/dev/null CCACHE_REMOTE_STORAGE=redis://" +
                    server_.host + ":" + std::to_string(server_.port) +
                    " ccache gcc -c a.c -o a.o");
  }
  std::vector<std::string> SpanNames() const { return ExportedNames(sink_); }

  ServerUrl server_ = RedisServer();
  HttpSink sink_;
  fs::path directory_;
};

TEST_F(RedisPreloadTest, AnUntouchedProgramIsTraced) {
  EXPECT_THAT(Compile(DBSPAN_LIBRARY), IsEmpty());
  EXPECT_TRUE(fs::exists(directory_ / "a.o"));
  EXPECT_THAT(SpanNames(), Contains(StartsWith("SET ")));
  EXPECT_THAT(SpanNames(), Contains(StartsWith("GET ")));
  EXPECT_THAT(sink_.Posted("/v1/traces"),
              Each(testing::Field(&HttpRequest::body, HasSubstr("cache.miss"))));

  EXPECT_THAT(Compile(DBSPAN_LIBRARY), IsEmpty());
  EXPECT_TRUE(fs::exists(directory_ / "a.o"));
  EXPECT_THAT(sink_.Posted("/v1/traces").back().body, HasSubstr("cache.hit"));
}

TEST_F(RedisPreloadTest, ALibraryOnHiredisIsTracedWhereverItWasLoadedFrom) {
  // Perl loads the module and hiredis with RTLD_LOCAL.
  const std::string script =
      "my $r = Redis::Fast->new(server => shift); $r->set(a => 1); "
      "$r->get('a', sub { print shift }) for 1..3; $r->wait_all_responses; print $r->get('b') // "
      "'none'";
  const std::string run =
      "perl -MRedis::Fast -e '" + script + "' " + server_.host + ":" + std::to_string(server_.port);

  EXPECT_EQ(OutputOf(run), "111none");
  EXPECT_EQ(OutputOf(Preloaded(sink_, DBSPAN_LIBRARY) + run), "111none");

  const std::string target = " " + server_.host + ":" + std::to_string(server_.port);
  EXPECT_THAT(SpanNames(), ElementsAre("SET" + target, "GET" + target, "GET" + target,
                                       "GET" + target, "GET" + target));
}

TEST_F(RedisPreloadTest, BesideAutosetupItRecordsOnce) {
  EXPECT_THAT(Compile(DBSPAN_AUTOSETUP_LIBRARY ":" DBSPAN_LIBRARY), IsEmpty());
  EXPECT_TRUE(fs::exists(directory_ / "a.o"));
  const std::vector<std::string> names = SpanNames();
  EXPECT_THAT(names, Contains(StartsWith("SET ")));

  OutputOf("redis-cli -p " + std::to_string(server_.port) + " FLUSHALL");
  EXPECT_THAT(Compile(DBSPAN_LIBRARY), IsEmpty());
  EXPECT_EQ(SpanNames().size(), 2 * names.size());
}

TEST_F(RedisPreloadTest, BehindHiredisItSaysThatCallsGoPastIt) {
  const std::string hiredis = DBSPAN_HIREDIS_SONAME;

  EXPECT_THAT(Compile(hiredis + ":" DBSPAN_LIBRARY), HasSubstr("calls go past it"));
  EXPECT_TRUE(fs::exists(directory_ / "a.o"));
}

}  // namespace
}  // namespace dbspan::test
