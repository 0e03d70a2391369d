// Tests that no literal of a statement or command is in the memory of a process after the calls
// have returned: dbspan keeps redacted texts and hashes only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "tests/memory/secret.h"
#include "tests/support/http_sink.h"
#include "tests/support/preload.h"
#include "tests/support/program.h"

namespace dbspan::test {
namespace {

using testing::_;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

/// Makes glibc overwrite all memory that is freed. The search then finds only what is still kept.
/// Without it, it would also find the rest of temporary copies, which every client makes.
constexpr const char* kOverwriteFreed =
    "LD_BIND_NOW=1 GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0 ";

/// Places with the secret after each group of calls.
using Places = std::map<std::string, int>;

Places PlacesIn(const std::string& output) {
  Places places;
  std::istringstream lines{output};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string name;
    int count = 0;
    if (words >> name >> count && words.eof()) places[name] = count;
  }
  return places;
}

std::string Secret() {
  std::string secret;
  for (std::size_t i = 0; i < memory::kSecretSize; ++i) secret += memory::SecretByte(i);
  return secret;
}

/// Runs a program that exports spans, and expects that none has the secret.
std::string RunTraced(const std::string& libraries, const std::string& program) {
  const HttpSink sink;
  std::string output = OutputOf(Preloaded(sink, libraries) + kOverwriteFreed + program);
  EXPECT_THAT(ExportedSpans(sink), Not(IsEmpty()));
  for (const char* const path : {"/v1/traces", "/v1/metrics", "/v1/logs"}) {
    for (const HttpRequest& request : sink.Posted(path)) {
      EXPECT_EQ(request.body.find(Secret()), std::string::npos);
    }
  }
  return output;
}

void ExpectNoPlaces(const std::string& output, const std::string& last) {
  EXPECT_THAT(PlacesIn(output), AllOf(Contains(Key(last)), Each(Pair(_, 0)))) << output;
}

TEST(MemoryTest, TheSearchFindsWhatIsKeptAndNothingOfTheClientsThemselves) {
  const std::string output =
      OutputOf(std::string{"env "} + kOverwriteFreed + DBSPAN_C_CLIENTS + " keep");

  Places places = PlacesIn(output);

  EXPECT_GT(places["kept"], 0) << output;
  places.erase("kept");
  EXPECT_THAT(places, AllOf(Contains(Key("redis_multi")), Each(Pair(_, 0)))) << output;
}

TEST(MemoryTest, NothingIsKeptOfCallsOfCClients) {
  ExpectNoPlaces(RunTraced(DBSPAN_LIBRARY, DBSPAN_C_CLIENTS), "redis_multi");
}

TEST(MemoryTest, NothingIsKeptForCommentsFindingsAndSlowOperations) {
  const std::string variables =
      "DBSPAN_SQLCOMMENTER=traceparent DBSPAN_FINDINGS=log DBSPAN_SLOW_THRESHOLD=1us ";

  ExpectNoPlaces(RunTraced(DBSPAN_LIBRARY, variables + DBSPAN_C_CLIENTS), "redis_multi");
}

// libpqxx itself leaves the texts of prepared statements in memory.
TEST(MemoryTest, NothingIsKeptOfCallsOfCppClientsThatTheyDoNotKeepThemselves) {
  const std::string bare =
      OutputOf(std::string{"env "} + kOverwriteFreed + DBSPAN_CPP_CLIENTS_BARE);

  const std::string traced = RunTraced("", DBSPAN_CPP_CLIENTS);

  Places kept_by_clients = PlacesIn(bare);
  const Places places = PlacesIn(traced);
  EXPECT_THAT(places, AllOf(Contains(Pair("connector_prepared", 0)),
                            Contains(Pair("libpqxx_text", 0)), Contains(Key("libpqxx_pipeline"))));
  for (const auto& [calls, count] : places) EXPECT_LE(count, kept_by_clients[calls]) << traced;
}

TEST(MemoryTest, TheSearchFindsTextsThatAreKeptOnRequest) {
  const HttpSink sink;
  const std::string output = OutputOf(Preloaded(sink, DBSPAN_LIBRARY) + kOverwriteFreed +
                                      "DBSPAN_QUERY_TEXT=verbatim " + DBSPAN_C_CLIENTS);

  EXPECT_GT(PlacesIn(output)["libpq_prepared"], 0) << output;
}

}  // namespace
}  // namespace dbspan::test
