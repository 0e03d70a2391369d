// Tests classes of libpqxx that dbspan has no traced version of: their calls are recorded in libpq.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <string>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

namespace pqxx = dbspan::pqxx;  // what a user of libpqxx writes

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

class PgBelowTest : public ::testing::Test {
 protected:
  PgBelowTest() { Configure(telemetry_.options()); }
  ~PgBelowTest() override { dbspan::configure<Postgres>(Options{}); }

  static void Configure(const Options& options) { dbspan::configure<Postgres>(options); }
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const auto& span : telemetry_.Spans()) names.push_back(span.name);
    return names;
  }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
};

TEST_F(PgBelowTest, AWarningIsACodeWithoutAnError) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  work.exec("DO $$ BEGIN RAISE WARNING 'secret' USING ERRCODE = '01004'; END $$");
  work.exec("SELECT 1");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanSucceeded(), HasAttribute("db.response.status_code", Text("01004"))),
                  LacksAttribute("db.response.status_code")));
}

TEST_F(PgBelowTest, LargeObjectsAreFunctionCalls) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  const std::string written = "secret";
#if PQXX_VERSION_MAJOR < 8
  pqxx::largeobjectaccess object{work};
  object.write(written);
  object.seek(0, std::ios::beg);
  std::string read(written.size(), ' ');
  object.read(read.data(), static_cast<pqxx::largeobjectaccess::size_type>(read.size()));
  EXPECT_EQ(read, written);
#else
  const auto id = pqxx::blob::create(work);
  auto object = pqxx::blob::open_rw(work, id);
  object.write(pqxx::binary_cast(written));
#endif

  EXPECT_THAT(Names(), Contains("CALL lowrite"));
  EXPECT_THAT(telemetry_.Spans(),
              Each(AllOf(SpanKindIsClient(), SpanSucceeded(), KeepsTheContract())));
}

#if PQXX_VERSION_MAJOR < 8
class Ear : public pqxx::notification_receiver {
 public:
  using notification_receiver::notification_receiver;
  void operator()(const std::string& payload, int /*backend*/) override { heard += payload; }
  std::string heard;
};

/// For each message of the server, runs a statement on another connection of libpqxx and one of
/// libpq.
class Asking : public pqxx::errorhandler {
 public:
  Asking(pqxx::connection& connection, const std::string& server)
      : errorhandler(connection), other_(server), below_(PQconnectdb(server.c_str())) {}
  ~Asking() override { PQfinish(below_); }
  bool operator()(const char* /*message*/) noexcept override {
    pqxx::nontransaction work{other_};
    work.exec("SELECT 1 FROM pg_class LIMIT 1");
    PQclear(PQexec(below_, "SELECT 1 FROM pg_type LIMIT 1"));
    return false;
  }

 private:
  pqxx::connection other_;
  PGconn* below_;
};

TEST_F(PgBelowTest, WhatIsAskedWhenACallCallsBackIsRecorded) {
  pqxx::connection connection{server_.text};
  const Asking asking{connection, server_.text};
  pqxx::work work{connection};

  work.exec("DO $$ BEGIN RAISE NOTICE 'secret'; END $$");
  work.exec("SELECT 1 FROM pg_index LIMIT 1");

  EXPECT_THAT(Names(), ElementsAre("SELECT pg_class", "SELECT pg_type", "DO", "SELECT pg_index"));
}

TEST_F(PgBelowTest, WhatIsAskedWhenACallCallsBackIsQuietWhereTheApplicationWantsIt) {
  pqxx::connection connection{server_.text};
  const Asking asking{connection, server_.text};
  pqxx::work work{connection};

  {
    const SuppressInstrumentation quiet;
    work.exec("DO $$ BEGIN RAISE NOTICE 'secret'; END $$");
  }

  EXPECT_THAT(Names(), ElementsAre());
}

TEST_F(PgBelowTest, ListeningIsAStatement) {
  pqxx::connection connection{server_.text};
  Ear ear{connection, "channel"};
  pqxx::nontransaction speaker{connection};
  speaker.exec("NOTIFY channel, 'secret'");
  connection.get_notifs();

  EXPECT_EQ(ear.heard, "");  // libpqxx delivers notifications after the transaction
  EXPECT_THAT(Names(), ElementsAre("LISTEN", "NOTIFY"));
}
#endif

TEST_F(PgBelowTest, WhatADestructorRollsBackIsASpanOnRequest) {
  Options options = telemetry_.options();
  options.transaction_spans = true;
  Configure(options);
  pqxx::connection connection{server_.text};
  {
    pqxx::work work{connection};
    work.exec("SELECT 1");
  }

  EXPECT_THAT(Names(), ElementsAre("BEGIN", "SELECT", "ROLLBACK"));
}

TEST_F(PgBelowTest, ConnectingIsOneSpanOnRequest) {
  Options options = telemetry_.options();
  options.connect_spans = true;
  Configure(options);
  const pqxx::connection connection{server_.text};

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanNamed("CONNECT " + server_.database),
                                                    SpanSucceeded(), KeepsTheContract())));
}

#if PQXX_VERSION_MAJOR < 7
TEST_F(PgBelowTest, ALazyConnectionIsASpanWhenItConnects) {
  Options options = telemetry_.options();
  options.connect_spans = true;
  Configure(options);
  pqxx::lazyconnection connection{server_.text};
  EXPECT_THAT(telemetry_.Spans(), ::testing::IsEmpty());
  connection.activate();

  EXPECT_THAT(Names(), IsSupersetOf({"CONNECT " + server_.database}));
}

TEST_F(PgBelowTest, InvocationsOfPreparedStatementsAreSpans) {
  pqxx::connection connection{server_.text};
  connection.prepare("one", "SELECT $1::int AS a WHERE 'secret' <> ''");
  pqxx::work work{connection};
  EXPECT_EQ(work.prepared("one")(7).exec()[0][0].as<int>(), 7);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.query.text", Text("SELECT $1::int AS a WHERE ? <> ?"))));
}
#endif

}  // namespace
}  // namespace dbspan::test
