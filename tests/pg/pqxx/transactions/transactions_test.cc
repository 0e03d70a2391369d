// Every statement that the server received is a span, and those that control transactions only with
// `transaction_spans`; in each form alike.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <string>

#include "tests/pg/pqxx/transactions/scripts.h"
#include "tests/support/matchers.h"
#include "tests/support/preload.h"
#include "tests/support/program.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::UnorderedElementsAreArray;

struct TracedNames {
  using connection = dbspan::pqxx::connection;
  using work = dbspan::pqxx::work;
  using read_transaction = dbspan::pqxx::read_transaction;
  using nontransaction = dbspan::pqxx::nontransaction;
  using subtransaction = dbspan::pqxx::subtransaction;
#if PQXX_VERSION_MAJOR < 7
  using serializable = dbspan::pqxx::transaction<::pqxx::serializable>;
#else
  using serializable = dbspan::pqxx::transaction<::pqxx::isolation_level::serializable>;
#endif
};

/// Written here once more, because the code that is tested must not decide.
bool Controls(const std::string& statement) {
  static const std::regex control{
      "(begin|start transaction|commit|end|rollback|abort|savepoint|release|set transaction)\\b.*",
      std::regex::icase};
  return std::regex_match(statement, control);
}

Statements WithoutControl(const Statements& all) {
  Statements others;
  for (const std::string& statement : all) {
    if (!Controls(statement)) others.push_back(statement);
  }
  return others;
}

/// The parameter: whether transactions have spans.
class PqxxTransactionsTest : public ::testing::TestWithParam<bool> {
 protected:
  PqxxTransactionsTest() {
    Options options = telemetry_.options();
    options.transaction_spans = GetParam();
    options.query_text = QueryText::kVerbatim;
    dbspan::configure<Postgres>(options);
  }
  ~PqxxTransactionsTest() override { dbspan::configure<Postgres>(Options{}); }

  Statements Recorded() const {
    Statements texts;
    for (const RecordedSpan& span : telemetry_.Spans()) {
      const auto text = span.attributes.find("db.query.text");
      texts.push_back(text == span.attributes.end() ? "no text: " + span.name
                                                    : std::get<std::string>(text->second));
    }
    return texts;
  }

  static Statements Expected(const Statements& received) {
    return GetParam() ? received : WithoutControl(received);
  }

  template <class Names>
  void RunAll() {
    std::size_t controls = 0;
    for (const auto& script : Scripts<Names>()) {
      telemetry_.Clear();
      typename Names::connection connection{LoggingUrl(server_.text)};
      const StatementLog log{connection};
      script.run(connection);
      // A statement inside a traced call ends before it.
      EXPECT_THAT(Recorded(), UnorderedElementsAreArray(Expected(log.statements()))) << script.name;
      controls += log.statements().size() - WithoutControl(log.statements()).size();
    }
    EXPECT_GT(controls, 30U) << "the server did not log its statements";
  }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
};

TEST_P(PqxxTransactionsTest, HeaderFormRecordsWhatTheServerReceives) { RunAll<TracedNames>(); }

TEST_P(PqxxTransactionsTest, LinkedFormRecordsWhatTheServerReceives) { RunAll<NativeNames>(); }

#ifdef DBSPAN_LIBRARY
TEST_P(PqxxTransactionsTest, PreloadedFormRecordsWhatTheServerReceives) {
  const HttpSink sink;
  const std::string environment =
      std::string{"DBSPAN_QUERY_TEXT=verbatim DBSPAN_TRANSACTION_SPANS="} +
      (GetParam() ? "true " : "false ");
  const std::string output = OutputOf(environment + Preloaded(sink, DBSPAN_LIBRARY) +
                                      DBSPAN_TRANSACTIONS_PROGRAM " '" + server_.text + "'");

  Statements received;
  std::istringstream lines{output};
  for (std::string line; std::getline(lines, line);) received.push_back(line);
  Statements recorded;
  for (const auto& span : ExportedSpans(sink)) {
    std::string text = "no text";
    for (const auto& attribute : span["attributes"]) {
      if (attribute["key"] == "db.query.text") text = attribute["value"]["stringValue"];
    }
    recorded.push_back(text);
  }
  EXPECT_EQ(recorded, Expected(received)) << output;
  EXPECT_GT(received.size(), 50U);
}
#endif

INSTANTIATE_TEST_SUITE_P(Transactions, PqxxTransactionsTest, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "On" : "Off"; });

/// A pipeline sends several queries at once, so only the header form has a span for each.
TEST(PqxxPipelineTest, WhatControlsTransactionsIsLeftOutAndItsResultsAreRight) {
  const Telemetry telemetry;
  dbspan::configure<Postgres>(telemetry.options());
  {
    dbspan::pqxx::connection connection{PostgresServer().text};
    dbspan::pqxx::work work{connection};
    dbspan::pqxx::pipeline pipeline{work};
    pipeline.insert("SAVEPOINT one");
    pipeline.insert("SELECT 1");
    const auto released = pipeline.insert("RELEASE one");
    pipeline.insert("SELECT 2");

    EXPECT_TRUE(pipeline.retrieve().second.empty());
    EXPECT_EQ(pipeline.retrieve().second[0][0].as<int>(), 1);
    EXPECT_TRUE(pipeline.retrieve(released).empty());
    EXPECT_EQ(pipeline.retrieve().second[0][0].as<int>(), 2);
  }
  EXPECT_THAT(telemetry.Spans(), ::testing::ElementsAre(SpanNamed("SELECT"), SpanNamed("SELECT")));
  dbspan::configure<Postgres>(Options{});
}

}  // namespace
}  // namespace dbspan::test
