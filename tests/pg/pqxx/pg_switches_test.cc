#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

namespace pqxx = dbspan::pqxx;

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PgSwitchesTest : public ::testing::Test {
 protected:
  ~PgSwitchesTest() override { dbspan::configure<Postgres>(Options{}); }

  void Configure() { dbspan::configure<Postgres>(options_); }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
  Options options_ = telemetry_.options();
};

TEST_F(PgSwitchesTest, ConnectingIsASpanOnRequest) {
  options_.connect_spans = true;
  Configure();

  const pqxx::connection connection{server_.text};

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanNamed("CONNECT " + server_.database), SpanKindIsClient(),
                        SpanSucceeded(), KeepsTheContract(),
                        AttributesAre(Attributes{{"db.system.name", Text("postgresql")},
                                                 {"db.namespace", Text(server_.database)},
                                                 {"server.address", Text(server_.host)},
                                                 {"server.port", Number(server_.port)},
                                                 {"db.operation.name", Text("CONNECT")}}))));
  EXPECT_GT(telemetry_.Spans().at(0).duration.count(), 0);
}

TEST_F(PgSwitchesTest, AFailedConnectIsRecordedByItsConnectionString) {
  options_.connect_spans = true;
  Configure();

  EXPECT_THROW(pqxx::connection{"host=127.0.0.1 port=1 dbname=shop user=u password=secret"},
               pqxx::broken_connection);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanNamed("CONNECT shop"), SpanFailedWith("pqxx::broken_connection"),
                        HasAttribute("server.address", Text("127.0.0.1")),
                        HasAttribute("server.port", Number(1)))));
  EXPECT_THAT(telemetry_.Durations(), SizeIs(1));
}

TEST_F(PgSwitchesTest, EndsOfTransactionsAreSpansOnRequest) {
  options_.transaction_spans = true;
  Configure();
  pqxx::connection connection{server_.text};
  {
    pqxx::work work{connection};
    work.exec("SELECT 1");
    work.commit();
  }
  {
    pqxx::work work{connection};
    work.exec("SELECT 1");
    work.abort();
  }

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanNamed("BEGIN"), SpanNamed("SELECT"), SpanNamed("COMMIT"),
                          SpanNamed("BEGIN"), SpanNamed("SELECT"), SpanNamed("ROLLBACK")));
}

TEST_F(PgSwitchesTest, ACommitThatFailsIsRecordedAndThrown) {
  options_.transaction_spans = true;
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  work.exec("CREATE TEMPORARY TABLE parent (id int PRIMARY KEY)");
  work.exec(
      "CREATE TEMPORARY TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
  work.exec("INSERT INTO child VALUES (1)");

  EXPECT_THROW(work.commit(), pqxx::failure);

  EXPECT_THAT(telemetry_.Spans().back(), AllOf(SpanNamed("COMMIT"), SpanFailedWith("23503")));
}

TEST_F(PgSwitchesTest, TheServerSeesTheTraceAndTheRecordedTextDoesNot) {
  options_.sqlcommenter = SqlCommenter::kTraceContext;
  options_.sqlcommenter_tags = {{"app", "shop"}};
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  const auto seen = work.exec("SELECT current_query();")[0][0].as<std::string>();

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  const RecordedSpan span = telemetry_.Spans()[0];
  const std::string traceparent = "traceparent='00-" + span.trace_id + "-" + span.span_id;
  EXPECT_THAT(seen, AnyOf("SELECT current_query() /*app='shop'," + traceparent + "-01'*/;",
                          "SELECT current_query() /*app='shop'," + traceparent + "-03'*/;"));
  EXPECT_THAT(span, HasAttribute("db.query.text", Text("SELECT current_query();")));
}

TEST_F(PgSwitchesTest, OfAnUnsampledTraceTheServerSeesOnlyTheTags) {
  const Telemetry unsampled{Telemetry::Sampling::kNone};
  options_ = unsampled.options();
  options_.sqlcommenter = SqlCommenter::kTraceContext;
  options_.sqlcommenter_tags = {{"app", "shop"}};
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  const auto seen = work.exec("SELECT current_query()")[0][0].as<std::string>();

  EXPECT_EQ(seen, "SELECT current_query() /*app='shop'*/");
}

TEST_F(PgSwitchesTest, PreparedStatementsGetNoComment) {
  options_.sqlcommenter = SqlCommenter::kTraceContext;
  Configure();
  pqxx::connection connection{server_.text};
  connection.prepare("me", "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()");
  pqxx::work work{connection};

  const auto seen = work.exec_prepared("me")[0][0].as<std::string>();

  EXPECT_EQ(seen, "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()");
}

TEST_F(PgSwitchesTest, BoundValuesAreRecordedOnRequest) {
  options_.parameters = {"0", "2"};
  Configure();
  pqxx::connection connection{server_.text};
  connection.prepare("add", "SELECT $1::int + $2::int, $3::text");
  pqxx::work work{connection};

  work.exec_prepared("add", 3, 4, "secret");
  work.exec_params("SELECT $1::text, $2::int", std::string{"a"}, 5);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.parameter.0", Text("3")),
                                LacksAttribute("db.query.parameter.1"),
                                HasAttribute("db.query.parameter.2", Text("secret"))),
                          AllOf(HasAttribute("db.query.parameter.0", Text("a")),
                                LacksAttribute("db.query.parameter.1"))));
}

TEST_F(PgSwitchesTest, BoundValuesAreThoseThatAreSent) {
  options_.parameters = {"*"};
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  const std::optional<std::string> some{"some"};
  const std::optional<int> none;

  work.exec_params("SELECT $1::text, $2::int, $3::text, $4::bool, $5::text", some, none,
                   static_cast<const char*>(nullptr), true, std::string{"last"});

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.parameter.0", Text("some")),
                                LacksAttribute("db.query.parameter.1"),
                                LacksAttribute("db.query.parameter.2"),
                                HasAttribute("db.query.parameter.3", Text("true")),
                                HasAttribute("db.query.parameter.4", Text("last")))));
}

TEST_F(PgSwitchesTest, DescriptionsAreNoValues) {
  options_.parameters = {"*"};
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

#if PQXX_VERSION_MAJOR >= 8
  constexpr std::string_view description{"description"};  // libpqxx takes a literal for parameters
#else
  constexpr const char* description = "description";
#endif
  work.exec("SELECT 1", description);
  work.exec1("SELECT 1", description);
  work.exec_n(1, "SELECT 1", description);

  EXPECT_THAT(telemetry_.Spans(), AllOf(SizeIs(3), Each(LacksAttribute("db.query.parameter.0"))));
}

#if PQXX_VERSION_MAJOR >= 8 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
TEST_F(PgSwitchesTest, ValuesOfParamsAreRecorded) {
  options_.parameters = {"*"};
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  work.exec("SELECT $1::int, $2::text, $3::text", ::pqxx::params{7, nullptr, "three"});

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.parameter.0", Text("7")),
                                LacksAttribute("db.query.parameter.1"),
                                HasAttribute("db.query.parameter.2", Text("three")))));
}
#endif

#if PQXX_VERSION_MAJOR < 7
TEST_F(PgSwitchesTest, DynamicParametersHavePositionsOfTheirOwn) {
  options_.parameters = {"*"};
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  const std::vector<int> numbers{7, 8};

  work.exec_params("SELECT $1::int, $2::int, $3::text",
                   ::pqxx::prepare::make_dynamic_params(numbers), "last");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.parameter.0", Text("7")),
                                HasAttribute("db.query.parameter.1", Text("8")),
                                HasAttribute("db.query.parameter.2", Text("last")))));
}
#endif

TEST_F(PgSwitchesTest, SlowStatementsAreReported) {
  options_.slow_threshold = std::chrono::milliseconds{20};
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  work.exec("SELECT pg_sleep(0.03)");

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(telemetry_.Spans()[0].events,
              ElementsAre(Field(&RecordedEvent::name, "dbspan.slow_operation")));
  EXPECT_THAT(telemetry_.Logs(),
              ElementsAre(AllOf(Field(&RecordedLog::trace_id, telemetry_.Spans()[0].trace_id),
                                HasAttribute("db.query.text", Text("SELECT pg_sleep(?)")))));
}

TEST_F(PgSwitchesTest, ExceptionsCanBeLogRecords) {
  options_.exceptions = ExceptionSignal::kLogs;
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  EXPECT_THROW(work.exec("SELECT * FROM nowhere"), pqxx::undefined_table);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("42P01"), Field(&RecordedSpan::events, IsEmpty()))));
  EXPECT_THAT(telemetry_.Logs(),
              ElementsAre(HasAttribute("exception.type", Text("pqxx::undefined_table"))));
}

TEST_F(PgSwitchesTest, ReturnedRowsAreMeasured) {
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  work.exec("SELECT generate_series(1, 5)");

  EXPECT_THAT(telemetry_.Rows(),
              ElementsAre(AllOf(Field(&RecordedPoint::sum, 5.0),
                                KeepsTheMetricContract("db.client.response.returned_rows"))));
}

TEST_F(PgSwitchesTest, HealthChecksCanBeLeftOut) {
  options_.health_checks = false;
  Configure();
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  work.exec("SELECT 1");
  work.exec("SELECT 2");

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

}  // namespace
}  // namespace dbspan::test
