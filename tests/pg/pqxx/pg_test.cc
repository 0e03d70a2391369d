#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/scope.h>

#include <sstream>
#include <string>

#include "dbspan/switches.h"
#include "dbspan/trace.h"
#include "tests/pg/pqxx/pg_stream_to.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

namespace pqxx = dbspan::pqxx;  // what a user of libpqxx writes

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class PgTest : public ::testing::Test {
 protected:
  PgTest() { dbspan::configure<Postgres>(telemetry_.options()); }
  ~PgTest() override { dbspan::configure<Postgres>(Options{}); }

  /// Returns the attributes that every span of this server has, plus `own`.
  Attributes With(Attributes own) const {
    own["db.system.name"] = Text("postgresql");
    own["db.namespace"] = Text(server_.database);
    own["server.address"] = Text(server_.host);
    own["server.port"] = Number(server_.port);
    return own;
  }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
};

TEST_F(PgTest, ExecIsASpanWithItsRows) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  const pqxx::result result = work.exec("SELECT relname FROM pg_class WHERE relname = 'pg_class'");

  EXPECT_EQ(result[0][0].as<std::string>(), "pg_class");
  const Attributes measured = With({{"db.query.summary", Text("SELECT pg_class")}});
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          SpanNamed("SELECT pg_class"), SpanKindIsClient(), SpanSucceeded(), KeepsTheContract(),
          Field(&RecordedSpan::scope, "dbspan.pg"), Field(&RecordedSpan::events, IsEmpty()),
          AttributesAre(
              With({{"db.query.summary", Text("SELECT pg_class")},
                    {"db.query.text", Text("SELECT relname FROM pg_class WHERE relname = ?")},
                    {"db.response.returned_rows", Number(1)}})))));
  EXPECT_THAT(telemetry_.Durations(),
              ElementsAre(AllOf(AttributesAre(measured), Field(&RecordedPoint::count, 1U))));
  EXPECT_THAT(Contract::Instance().Check("db.client.operation.duration", telemetry_.Durations()[0]),
              IsEmpty());
}

TEST_F(PgTest, TheNamespaceIsDatabaseAndSchemaWhereTheConnectionSetsOne) {
  const std::string options = "options=-csearch_path%3Dpg_catalog,public";
  pqxx::connection connection{server_.text + '?' + options};
  pqxx::work work{connection};

  work.exec("SELECT 1");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(HasAttribute("db.namespace", Text(server_.database + "|pg_catalog")),
                        KeepsTheContract())));
}

TEST_F(PgTest, ChangesCountAffectedRows) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  work.exec("CREATE TEMPORARY TABLE t (a int)");
  work.exec("INSERT INTO t VALUES (1), (2), (3)");
  work.exec("UPDATE t SET a = a + 1 WHERE a > 1 RETURNING a");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanNamed("CREATE TABLE t"), LacksAttribute("dbspan.affected_rows"),
                        LacksAttribute("db.response.returned_rows")),
                  AllOf(SpanNamed("INSERT t"), HasAttribute("dbspan.affected_rows", Number(3)),
                        LacksAttribute("db.response.returned_rows")),
                  AllOf(SpanNamed("UPDATE t"), HasAttribute("dbspan.affected_rows", Number(2)),
                        HasAttribute("db.response.returned_rows", Number(2)))));
  EXPECT_THAT(telemetry_.Spans(), Each(KeepsTheContract()));
}

TEST_F(PgTest, ParametersAreNeverRecorded) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  work.exec_params("SELECT $1::text, $2::int", "a secret", 42);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AttributesAre(With({{"db.query.summary", Text("SELECT")},
                                              {"db.query.text", Text("SELECT $1::text, $2::int")},
                                              {"db.response.returned_rows", Number(1)}}))));
}

TEST_F(PgTest, PreparedStatementsHaveTheTextTheyWerePreparedWith) {
  pqxx::connection connection{server_.text};
  connection.prepare("answer", "SELECT $1::int + 1");
  pqxx::work work{connection};

  const pqxx::result result = work.exec_prepared("answer", 41);

  EXPECT_EQ(result[0][0].as<int>(), 42);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AttributesAre(With({{"db.query.summary", Text("SELECT")},
                                              {"db.query.text", Text("SELECT $1::int + ?")},
                                              {"db.response.returned_rows", Number(1)}}))));
}

TEST_F(PgTest, EveryVerbIsOneSpan) {
  pqxx::connection connection{server_.text};
  connection.prepare("one", "SELECT 1");
  connection.prepare("none", "SELECT 1 WHERE false");
  pqxx::work work{connection};
  std::stringstream stream;
  stream << "SELECT 1";
#if PQXX_VERSION_MAJOR < 7
  work.exec(stream);
  work.exec("SELECT 1", "description");
#else  // ambiguous in libpqxx 7.10, and removed in 8.0
  work.exec(stream.str());
  work.exec("SELECT 1");
#endif
  work.exec0("SELECT 1 WHERE false");
  work.exec1("SELECT 1");
  work.exec_n(2, "SELECT generate_series(1, 2)");
  work.exec_params0("SELECT $1::int WHERE false", 1);
  work.exec_params1("SELECT $1::int", 1);
  work.exec_params_n(1, "SELECT $1::int", 1);
  work.exec_prepared0("none");
  work.exec_prepared1("one");
  work.exec_prepared_n(1, "one");
  work.commit();

  EXPECT_THAT(telemetry_.Spans(), SizeIs(11));
  EXPECT_THAT(telemetry_.Spans(), Each(AllOf(SpanSucceeded(), KeepsTheContract(),
                                             HasAttribute("db.query.summary", Text("SELECT")))));
  EXPECT_THAT(telemetry_.Durations(), ElementsAre(Field(&RecordedPoint::count, 11U)));
}

TEST_F(PgTest, UnexpectedRowsGoThroughAndAreNoErrorOfTheDatabase) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  EXPECT_THROW(work.exec1("SELECT 1 WHERE false"), pqxx::unexpected_rows);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanSucceeded()));
}

TEST_F(PgTest, SyntaxErrorEndsSpanWithSqlstateAndCountsInDuration) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  EXPECT_THROW(work.exec("SELEC 'secret'"), pqxx::syntax_error);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          SpanNamed(server_.database), SpanFailedWith("42601"), KeepsTheContract(),
          Field(&RecordedSpan::description, "ERROR:  syntax error at or near ?"),
          AttributesAre(With({{"db.query.text", Text("SELEC ?")},
                              {"db.response.status_code", Text("42601")},
                              {"dbspan.error.retry", Text("no")},
                              {"error.type", Text("42601")}})),
          Field(&RecordedSpan::events,
                ElementsAre(IsEvent("exception",
                                    Attributes{{"exception.type", Text("pqxx::syntax_error")},
                                               {"exception.message",
                                                Text("ERROR:  syntax error at or near ?")}}))))));
  EXPECT_THAT(telemetry_.Durations(),
              ElementsAre(AttributesAre(With(
                  {{"db.response.status_code", Text("42601")}, {"error.type", Text("42601")}}))));
}

TEST_F(PgTest, DataInErrorMessagesIsNotRecorded) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  work.exec("CREATE TEMPORARY TABLE t (mail text UNIQUE)");
  work.exec("INSERT INTO t VALUES ('alice@example.com')");
  telemetry_.Clear();

  EXPECT_THROW(work.exec("INSERT INTO t VALUES ('alice@example.com')"), pqxx::unique_violation);

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, ElementsAre(SpanFailedWith("23505")));
  EXPECT_THAT(::testing::PrintToString(spans[0]), ::testing::Not(::testing::HasSubstr("alice")));
}

TEST_F(PgTest, RaisedMessagesAreNotRecorded) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  EXPECT_THROW(work.exec("DO $$ BEGIN RAISE EXCEPTION 'alice is locked'; END $$"),
               pqxx::plpgsql_raise);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("P0001"), Field(&RecordedSpan::description, ""))));
}

TEST_F(PgTest, AKilledConnectionIsAnErrorWithTheSameException) {
  pqxx::connection connection{server_.text};
  pqxx::nontransaction work{connection};

  EXPECT_THROW(work.exec("SELECT pg_terminate_backend(pg_backend_pid())"), ::pqxx::failure);

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(1));
  EXPECT_EQ(spans[0].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_THAT(spans[0], KeepsTheContract());
}

void TakesOurs(pqxx::transaction_base& transaction) { transaction.exec("SELECT 1"); }
void TakesTheNativeOne(::pqxx::transaction_base& transaction) { transaction.exec("SELECT 1"); }

TEST_F(PgTest, FunctionsThatTakeATransactionStayTraced) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};

  TakesOurs(work);
  TakesTheNativeOne(work);

  // The call through libpqxx's own class is recorded in libpq.
  EXPECT_THAT(telemetry_.Spans(), SizeIs(2));
}

TEST_F(PgTest, EveryKindOfTransactionIsTraced) {
  pqxx::connection connection{server_.text};
  {
    pqxx::nontransaction transaction{connection};
    transaction.exec("SELECT 1");
  }
  {
    pqxx::read_transaction transaction{connection};
    transaction.exec("SELECT 1");
  }
  {
    pqxx::transaction<pqxx::serializable> transaction{connection, "name"};
    pqxx::subtransaction inner{transaction, "inner"};
    inner.exec("SELECT 1");
    inner.commit();
    transaction.commit();
  }

  EXPECT_THAT(telemetry_.Spans(), SizeIs(3));
}

TEST_F(PgTest, WhatIsNotTracedIsLibpqxxsOwn) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  work.exec("CREATE TEMPORARY TABLE t (a int)");
  {
    pqxx::stream_to stream = StreamTo(work, "t");
    stream << std::make_tuple(1);
    stream.complete();
  }

  EXPECT_EQ(work.exec1("SELECT count(*) FROM t")[0].as<int>(), 1);
  EXPECT_EQ(work.quote("it's"), "'it''s'");
  EXPECT_EQ(pqxx::to_string(3), "3");
}

TEST_F(PgTest, SpansAreChildrenOfTheApplicationsSpan) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  {
    const auto parent = telemetry_.tracers()->GetTracer("app")->StartSpan("checkout");
    const opentelemetry::trace::Scope scope{parent};
    work.exec("SELECT 1");
    parent->End();
  }

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, ElementsAre(SpanNamed("SELECT"), SpanNamed("checkout")));
  EXPECT_EQ(spans[0].parent_id, spans[1].span_id);
  EXPECT_EQ(spans[0].trace_id, spans[1].trace_id);
}

TEST_F(PgTest, TheServerKnowsTheTraceUntilTheConnectionGoesBackToItsPool) {
  pqxx::connection connection{server_.text + "?application_name=shop"};
  const auto name_at_the_server = [&] {
    const SuppressInstrumentation quiet;
    return pqxx::nontransaction{connection}.exec("SHOW application_name")[0][0].as<std::string>();
  };
  const auto span = telemetry_.tracers()->GetTracer("app")->StartSpan("request");
  {
    const opentelemetry::trace::Scope scope{span};
    const pg::TraceAsApplicationName trace{connection};
    // Later versions of the SDK set further trace flags.
    EXPECT_THAT(name_at_the_server(), StartsWith("00-" + trace_id() + '-' + span_id() + "-0"));
  }
  EXPECT_EQ(name_at_the_server(), "shop");
  {
    const pg::TraceAsApplicationName none{connection};
    EXPECT_EQ(name_at_the_server(), "shop");
  }

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(PgTest, AConnectionThatIsGoneCanNotTellTheServer) {
  pqxx::connection connection{server_.text};
  const auto span = telemetry_.tracers()->GetTracer("app")->StartSpan("request");
  const opentelemetry::trace::Scope scope{span};
  EXPECT_THROW(
      pqxx::nontransaction{connection}.exec("SELECT pg_terminate_backend(pg_backend_pid())"),
      ::pqxx::failure);
  telemetry_.Clear();

  EXPECT_NO_THROW(pg::TraceAsApplicationName{connection});

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

#if PQXX_VERSION_MAJOR < 7
TEST_F(PgTest, ALazyConnectionIsNotOpenedToBeDescribed) {
  pqxx::lazyconnection connection{server_.text};
  EXPECT_FALSE(connection.is_open());

  pqxx::nontransaction work{connection};
  work.exec("SELECT 1");
  work.exec("SELECT 2");

  EXPECT_THAT(telemetry_.Spans()[1], HasAttribute("server.address", Text(server_.host)));
}
#endif

TEST_F(PgTest, SwitchedOffNothingIsRecordedAndTheResultIsTheSame) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  dbspan::switches<Postgres>().set_enabled(false);

  EXPECT_EQ(work.exec("SELECT 1")[0][0].as<int>(), 1);
  dbspan::switches<Postgres>().set_enabled(true);

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  EXPECT_THAT(telemetry_.Durations(), IsEmpty());
}

}  // namespace
}  // namespace dbspan::test
