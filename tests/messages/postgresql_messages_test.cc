#include <gmock/gmock.h>
#include <libpq-fe.h>

#include <clocale>
#include <memory>
#include <string>

#include "core/span/error_message.h"
#include "pg/result_outcome.h"
#include "tests/messages/elicited.h"
#include "tests/support/servers.h"

namespace dbspan::pg {
namespace {

using test::Fill;
using test::kMarks;
using test::kOtherMarks;
using test::LanguagesOfTest;

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, Finish>;
using Result = std::unique_ptr<PGresult, Finish>;

/// The message of a failed statement and what dbspan records of it; both empty if the statement
/// succeeded.
struct Failure {
  std::string primary;
  std::string recorded;
};

std::string RecordedOf(const std::string& sqlstate, const std::string& message) {
  const Outcome outcome = detail::pg::OutcomeOfSqlstate(sqlstate, "PGRES_FATAL_ERROR", message);
  return outcome.error ? RecordableMessage(*outcome.error, ErrorMessages::kRedacted) : "";
}

class PostgresMessagesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(PQstatus(connection_.get()), CONNECTION_OK);
    Run("DROP SCHEMA IF EXISTS messages CASCADE");
    Run("CREATE SCHEMA messages");
    Run("SET search_path = messages; SET client_min_messages = error; SET statement_timeout = "
        "9999");
    for (const std::string& statement : statements_.preparations) Run(statement);
  }
  void TearDown() override { Run("DROP SCHEMA messages CASCADE"); }

  void Run(const std::string& statement) {
    const Result result{PQexec(connection_.get(), statement.c_str())};
    ASSERT_EQ(PQresultStatus(result.get()), PGRES_COMMAND_OK) << PQerrorMessage(connection_.get());
  }

  Failure Fail(const std::string& statement) {
    const Result result{PQexec(connection_.get(), statement.c_str())};
    const char* primary = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
    if (primary == nullptr) return {};
    const std::string sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const std::string recorded = RecordedOf(sqlstate, PQresultErrorMessage(result.get()));
    return {sqlstate.substr(0, 2) == "P0" ? "" : primary, recorded};
  }

  const test::FailingStatements statements_ =
      test::ReadStatements(DBSPAN_MESSAGES_DIR "/postgresql.txt");
  const Connection connection_{PQconnectdb(test::PostgresServer().text.c_str())};
};

TEST_F(PostgresMessagesTest, ShowNoDataInAnyLanguageAndKeepTheirWords) {
  test::KeptWords kept;
  for (const std::string& language : LanguagesOfTest()) {
    Run("SET lc_messages = '" + language + "'");
    for (const std::string& statement : statements_.failing) {
      for (int shape = 0; shape < test::kValueShapes; ++shape) {
        const std::string filled = Fill(statement, kMarks, shape, '"');
        const Failure failure = Fail(filled);
        EXPECT_FALSE(test::ShowsMarks(failure.recorded, kMarks)) << filled << failure.recorded;
        if (shape > 0 || failure.primary.empty()) continue;
        const Failure other = Fail(Fill(statement, kOtherMarks, shape, '"'));
        kept.Add(language, statement, failure.primary, other.primary, failure.recorded);
      }
    }
  }
  kept.Print();
  EXPECT_GE(kept.kinds(), 150U);
  EXPECT_GE(kept.Lowest(), 0.8);
}

TEST(LibpqMessagesTest, ShowNothingOfAConnectionString) {
  const std::string tails[] = {"@h/%zz",
                               "%zz@h/d",
                               "@/d?x=" + kMarks.word,
                               "@h:" + kMarks.word + "/d",
                               "@[" + kMarks.word + "/d",
                               "@h/d?sslmode=" + kMarks.word,
                               "@127.0.0.1:1/" + kMarks.word,
                               "@nowhere.invalid/d?connect_timeout=1"};
  for (const std::string& language : LanguagesOfTest()) {
    ASSERT_NE(std::setlocale(LC_ALL, language.c_str()), nullptr) << language;
    for (const std::string& tail : tails) {
      const std::string url = "postgresql://" + kMarks.word + ":" + kMarks.word + tail;
      const Connection connection{PQconnectdb(url.c_str())};
      ASSERT_EQ(PQstatus(connection.get()), CONNECTION_BAD) << url;
      const std::string recorded = RecordedOf("", PQerrorMessage(connection.get()));
      EXPECT_FALSE(test::ShowsMarks(recorded, kMarks)) << url << ": " << recorded;
      EXPECT_NE(recorded, "") << PQerrorMessage(connection.get());
    }
  }
  std::setlocale(LC_ALL, "C");
}

}  // namespace
}  // namespace dbspan::pg
