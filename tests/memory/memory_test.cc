// Tests that no literal of a statement or command is in the memory of a process after the calls
// have returned: dbspan keeps redacted texts and hashes only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "tests/memory/secret.h"
#include "tests/support/http_sink.h"
#include "tests/support/preload.h"
#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using testing::AllOf;
using testing::Contains;
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

/// Returns the places after each group of calls without dbspan. Some clients keep texts themselves:
/// libpqxx, and MariaDB's client of version 11, those of prepared statements.
Places KeptByClients(const std::string& program) {
  return PlacesIn(OutputOf(std::string{"env "} + kOverwriteFreed + program));
}

void ExpectNoMorePlaces(const std::string& output, Places kept_by_clients) {
  const Places places = PlacesIn(output);
  EXPECT_THAT(kept_by_clients, Not(IsEmpty()));
  for (const auto& [calls, count] : kept_by_clients) EXPECT_THAT(places, Contains(Key(calls)));
  for (const auto& [calls, count] : places) EXPECT_LE(count, kept_by_clients[calls]) << output;
}

class MemoryTest : public ::testing::Test {
 protected:
  // Sets the variables of the servers, which the programs read.
  MemoryTest() { static_cast<void>(PostgresServer()); }
};

TEST_F(MemoryTest, TheSearchFindsWhatIsKeptAndLittleOfTheClientsThemselves) {
  Places places = KeptByClients(DBSPAN_C_CLIENTS + std::string{" keep"});

  EXPECT_GT(places["kept"], places["redis_multi"]);
  for (const char* const calls : {"libpq_text", "libpq_prepared", "libpq_sent", "mysql_text"}) {
    EXPECT_THAT(places, Contains(Pair(calls, 0)));
  }
  EXPECT_EQ(places["redis_multi"], places["mysql_prepared"]);
}

TEST_F(MemoryTest, NothingIsKeptOfCallsOfCClients) {
  ExpectNoMorePlaces(RunTraced(DBSPAN_LIBRARY, DBSPAN_C_CLIENTS), KeptByClients(DBSPAN_C_CLIENTS));
}

TEST_F(MemoryTest, NothingIsKeptForCommentsFindingsAndSlowOperations) {
  const std::string variables =
      "DBSPAN_SQLCOMMENTER=traceparent DBSPAN_FINDINGS=log DBSPAN_SLOW_THRESHOLD=1us ";

  ExpectNoMorePlaces(RunTraced(DBSPAN_LIBRARY, variables + DBSPAN_C_CLIENTS),
                     KeptByClients(DBSPAN_C_CLIENTS));
}

TEST_F(MemoryTest, NothingIsKeptOfCallsOfCppClientsThatTheyDoNotKeepThemselves) {
  Places kept_by_clients = KeptByClients(DBSPAN_CPP_CLIENTS_BARE);
  EXPECT_THAT(kept_by_clients,
              AllOf(Contains(Pair("libpqxx_text", 0)), Contains(Key("connector_prepared"))));

  ExpectNoMorePlaces(RunTraced("", DBSPAN_CPP_CLIENTS), std::move(kept_by_clients));
}

TEST_F(MemoryTest, TheSearchFindsTextsThatAreKeptOnRequest) {
  const HttpSink sink;
  const std::string output = OutputOf(Preloaded(sink, DBSPAN_LIBRARY) + kOverwriteFreed +
                                      "DBSPAN_QUERY_TEXT=verbatim " + DBSPAN_C_CLIENTS);

  EXPECT_GT(PlacesIn(output)["libpq_prepared"], 0) << output;
}

}  // namespace
}  // namespace dbspan::test
