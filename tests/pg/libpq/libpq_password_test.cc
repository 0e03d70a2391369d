// Tests that no piece of a password is recorded, whatever libpq makes of a connection string in
// which it is not escaped. libpqxx is recorded through its own wrappers.
#include <dbspan/pqxx>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include "tests/pg/libpq/libpq_fixture.h"
#include "tests/support/passwords.h"

namespace dbspan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class LibpqPasswordTest : public LibpqFixture {
 protected:
  LibpqPasswordTest() {
    Configure([](Options& options) { options.connect_spans = true; });
    telemetry_.Clear();
    // Hosts are not looked up: a piece of a password that libpq takes for a host costs no time.
    setenv("PGHOSTADDR", "127.0.0.1", 1);
  }
  ~LibpqPasswordTest() override { unsetenv("PGHOSTADDR"); }

  RecordedSpan Refused(const std::string& options) {
    telemetry_.Clear();
    const Connection refused{PQconnectdb(options.c_str())};
    EXPECT_NE(PQstatus(refused.get()), CONNECTION_OK) << options;
    const auto spans = telemetry_.Spans();
    EXPECT_THAT(spans, SizeIs(1)) << options;
    return spans.empty() ? RecordedSpan{} : spans[0];
  }
};

TEST_F(LibpqPasswordTest, WhatMayBeAPieceOfItIsNotRecorded) {
  for (const char* url : {"postgresql://user:p@zqsecret3/more@127.0.0.1/db",
                          "postgresql://user:zqsecret4/x@127.0.0.1/db",
                          "postgresql://user:p@zqsecret5:12@127.0.0.1/db",
                          "postgresql://user:p@zqsecret6,cd@127.0.0.1:1/db",
                          "postgresql://user:p@@zqsecret7,cd@127.0.0.1:1/db"}) {
    const RecordedSpan span = Refused(url);

    EXPECT_EQ(span.name, "CONNECT") << url;
    for (const char* key : {"server.address", "server.port", "db.namespace"}) {
      EXPECT_EQ(span.attributes.count(key), 0U) << url << ' ' << key;
    }
    EXPECT_EQ(::testing::PrintToString(span).find("zqsecret"), std::string::npos) << span;
  }
  const char* const keywords[] = {"dbname", "host", "port", nullptr};
  const char* const values[] = {"postgresql://zqsecret14", "127.0.0.1", "1", nullptr};
  telemetry_.Clear();
  const Connection refused{PQconnectdbParams(keywords, values, 0)};
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("CONNECT")));
}

TEST_F(LibpqPasswordTest, AnEscapedOneLeavesTheServerKnown) {
  const RecordedSpan span = Refused("postgresql://user:p%40zqsecret%2Fmore@127.0.0.1:1/db");

  EXPECT_EQ(span.name, "CONNECT db");
  EXPECT_EQ(span.attributes.at("server.address"), Value{"127.0.0.1"});
  EXPECT_EQ(span.attributes.at("server.port"), Value{std::int64_t{1}});
  EXPECT_EQ(span.attributes.at("db.namespace"), Value{"db"});
}

TEST_F(LibpqPasswordTest, NoPieceOfARandomOneIsRecorded) {
  std::mt19937 random{20261128};
  for (int i = 0; i < 150; ++i) {
    const std::string password = PasswordWithDelimiters(random);
    for (const std::string& options :
         {"postgresql://user:" + password + "@127.0.0.1:1/db",
          "postgres://:" + password + "@127.0.0.1:1/db?connect_timeout=10",
          "postgresql://" + password + "@127.0.0.1:1",
          "host=127.0.0.1 port=1 user=user password=" + password + " dbname=db"}) {
      EXPECT_FALSE(HasPieceOf(password, ::testing::PrintToString(Refused(options)))) << options;

      telemetry_.Clear();
      EXPECT_ANY_THROW(dbspan::pqxx::connection{options}) << options;
      EXPECT_FALSE(HasPieceOf(password, ::testing::PrintToString(telemetry_.Spans()))) << options;
    }
  }
}

}  // namespace
}  // namespace dbspan::test
