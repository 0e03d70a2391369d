#include "pg/pqxx/outcome.h"

#include <gtest/gtest.h>
#include <pqxx/except>
#include <pqxx/version>

#include <stdexcept>
#include <string>

#include "dbspan/detail/pg/called_back.h"
#include "pg/answer.h"
#include "pg/result_outcome.h"
#include "tests/support/case_name.h"

namespace dbspan::pg {
namespace {

struct RowsCase {
  const char* rule;
  const char* sql;
  std::int64_t columns;
  std::int64_t rows;
  std::int64_t reported;  // affected rows that the server reported
  std::int64_t returned;
  std::int64_t affected;
};

constexpr std::int64_t kNone = Outcome::kUnknown;

class PgRowsTest : public ::testing::TestWithParam<RowsCase> {};

TEST_P(PgRowsTest, CountsWhatCameBackAndWhatChanged) {
  const Outcome outcome = detail::pg::OutcomeOfResult(
      GetParam().sql, GetParam().columns, GetParam().rows, [] { return GetParam().reported; });

  EXPECT_EQ(outcome.returned_rows, GetParam().returned) << GetParam().rule;
  EXPECT_EQ(outcome.affected_rows, GetParam().affected) << GetParam().rule;
}

const RowsCase kCases[] = {
    {"select", "SELECT 1", 1, 3, 3, 3, kNone},
    {"no rows are zero rows", "select 1 where false", 1, 0, 0, 0, kNone},
    {"update", "UPDATE t SET a = 1", 0, 0, 5, kNone, 5},
    {"nothing updated", "/* x */ update t set a = 1", 0, 0, 0, kNone, 0},
    {"returning", "INSERT INTO t VALUES (1) RETURNING id", 1, 1, 1, 1, 1},
    {"definitions change no rows", "CREATE TABLE t (a int)", 0, 0, 0, kNone, kNone},
    {"with and update", "WITH x AS (SELECT 1) UPDATE t SET a = 1", 0, 0, 2, kNone, 2},
    {"with and select", "WITH x AS (SELECT 1) SELECT * FROM x", 1, 1, 1, 1, kNone},
};
INSTANTIATE_TEST_SUITE_P(Rules, PgRowsTest, ::testing::ValuesIn(kCases), test::CaseName{});

template <class Exception>
Outcome Thrown(const Exception& exception) {
  try {
    throw exception;
  } catch (...) {
    return detail::pg::Observer{"SELECT 1"}();
  }
}

TEST(PgOutcomeTest, SqlErrorsAreNamedBySqlstate) {
  const Outcome outcome =
      Thrown(pqxx::unique_violation{"ERROR:  duplicate key", "INSERT", "23505"});

  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.status_code, "23505");
  EXPECT_EQ(outcome.error->type, "23505");
  EXPECT_EQ(outcome.error->exception, "pqxx::unique_violation");
  EXPECT_FALSE(outcome.error->message_is_free_text);
}

TEST(PgOutcomeTest, WithoutSqlstateTheExceptionNamesTheError) {
  const Outcome outcome = Thrown(pqxx::sql_error{"lost", "SELECT"});

  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.status_code, "");
  EXPECT_EQ(outcome.error->type, "pqxx::sql_error");
}

TEST(PgOutcomeTest, LostConnectionsAreNamedByTheirException) {
  const Outcome outcome = Thrown(pqxx::broken_connection{"no"});

  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.status_code, "");
  EXPECT_EQ(outcome.error->type, "pqxx::broken_connection");
}

TEST(PgOutcomeTest, ExceptionsThatStandForOneSqlstateHaveIt) {
  const auto expect = [](const auto& exception, const std::string& code) {
    const Outcome outcome = Thrown(exception);
    ASSERT_TRUE(outcome.error) << code;
    EXPECT_EQ(outcome.status_code, code);
    EXPECT_EQ(outcome.error->type, code);
  };
  expect(pqxx::too_many_connections{"no"}, "53300");
  EXPECT_EQ(Thrown(pqxx::too_many_connections{"no"}).error->exception,
            "pqxx::too_many_connections");
#if PQXX_VERSION_MAJOR < 7
  expect(pqxx::transaction_rollback{"no"}, "40000");
  expect(pqxx::serialization_failure{"no"}, "40001");
  expect(pqxx::statement_completion_unknown{"no"}, "40003");
  expect(pqxx::deadlock_detected{"no"}, "40P01");
#else
  expect(pqxx::transaction_rollback{"no", ""}, "40000");
  expect(pqxx::serialization_failure{"no", ""}, "40001");
  expect(pqxx::statement_completion_unknown{"no", ""}, "40003");
  expect(pqxx::deadlock_detected{"no", ""}, "40P01");
#endif
}

TEST(PgOutcomeTest, TheSqlstateOfTheServerIsThatOfItsClassOnly) {
  const detail::pg::Answer::Scope scope;
  const auto type = [](std::string_view noted, const auto& exception) {
    detail::pg::Answer::NoteError(noted);
    return Thrown(exception).error->type;
  };
  EXPECT_EQ(type("08P01", pqxx::broken_connection{"no"}), "08P01");
  EXPECT_EQ(type("42601", pqxx::broken_connection{"no"}), "pqxx::broken_connection");
  EXPECT_EQ(type("", pqxx::broken_connection{"no"}), "pqxx::broken_connection");
  EXPECT_EQ(type("08P01", pqxx::sql_error{"no", "SELECT", "23505"}), "23505");
  // The error before this one is not its own.
  EXPECT_EQ(Thrown(pqxx::broken_connection{"no"}).error->type, "pqxx::broken_connection");
}

TEST(PgOutcomeTest, AnswersInACallbackAreNotThoseOfTheCallAroundIt) {
  const detail::pg::Answer::Scope scope;
  detail::pg::Answer::NoteRows(3, 2);
  {
    const detail::pg::InCallback in_callback;
    EXPECT_FALSE(detail::pg::Answer::Last().succeeded());
    detail::pg::Answer::NoteError("08P01");
    detail::pg::Answer::NoteSent();
    detail::pg::Warning::Note("01000");
  }

  const Outcome outcome = Thrown(pqxx::conversion_error{"no"});

  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.returned_rows, 3);
  EXPECT_EQ(outcome.affected_rows, 2);
  EXPECT_EQ(outcome.status_code, "");
  EXPECT_FALSE(detail::pg::Answer::Last().sent());
  EXPECT_EQ(Thrown(pqxx::broken_connection{"no"}).error->type, "pqxx::broken_connection");
}

TEST(PgOutcomeTest, ExceptionsAfterASuccessAreNoErrorsOfTheDatabase) {
  const detail::pg::Answer::Scope scope;
  const auto expect = [](const auto& exception) {
    EXPECT_TRUE(Thrown(exception).error);
    {
      const detail::pg::Answer::Scope call;
      detail::pg::Answer::NoteRows(3, 2);
      const Outcome outcome = Thrown(exception);
      EXPECT_FALSE(outcome.error);
      EXPECT_EQ(outcome.returned_rows, 3);
      EXPECT_EQ(outcome.affected_rows, 2);
    }
    EXPECT_TRUE(Thrown(exception).error);
  };
  expect(pqxx::conversion_error{"no"});
  expect(pqxx::usage_error{"no"});
  expect(pqxx::range_error{"no"});
  expect(pqxx::argument_error{"no"});
  expect(std::runtime_error{"of a conversion of the application"});
}

TEST(PgOutcomeTest, UnexpectedRowsAreNoErrorOfTheDatabase) {
  EXPECT_FALSE(Thrown(pqxx::unexpected_rows{"expected 1"}).error);
}

TEST(PgOutcomeTest, WarningsHaveACodeAndNoError) {
  const Outcome outcome = detail::pg::OutcomeOfSqlstate("01003", "x", "y");

  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.status_code, "01003");
}

TEST(PgOutcomeTest, NoDataIsAnError) {
  EXPECT_TRUE(detail::pg::OutcomeOfSqlstate("02000", "x", "y").error);
}

TEST(PgOutcomeTest, RaisedMessagesAreWordedByUsers) {
  EXPECT_TRUE(detail::pg::OutcomeOfSqlstate("P0001", "x", "y").error->message_is_free_text);
  EXPECT_TRUE(detail::pg::OutcomeOfSqlstate("U0815", "x", "y").error->message_is_free_text);
}

TEST(PgOutcomeTest, OtherExceptionsKeepTheirType) {
  const Outcome outcome = Thrown(std::domain_error{"x"});

  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->type, "std::domain_error");
}

TEST(PgOutcomeTest, ExceptionsSayWhatIsToBeRepeated) {
  const auto retry = [](const auto& exception) { return Thrown(exception).error->retry; };

  EXPECT_EQ(retry(pqxx::sql_error{"lost", "SELECT"}), Retry::kOutcomeUnknown);
  EXPECT_EQ(retry(pqxx::unique_violation{"no", "INSERT", "23505"}), Retry::kNo);
  EXPECT_EQ(retry(pqxx::broken_connection{"lost"}), Retry::kOutcomeUnknown);
  EXPECT_EQ(retry(pqxx::too_many_connections{"no"}), Retry::kLater);
  EXPECT_EQ(retry(pqxx::in_doubt_error{"lost at COMMIT"}), Retry::kOutcomeUnknown);
  EXPECT_EQ(retry(pqxx::usage_error{"no"}), Retry::kNo);
  EXPECT_EQ(retry(pqxx::argument_error{"no"}), Retry::kNo);
  EXPECT_EQ(retry(pqxx::conversion_error{"no"}), Retry::kNo);
  EXPECT_EQ(retry(std::runtime_error{"no"}), Retry::kOutcomeUnknown);
}

TEST(PgOutcomeTest, RollbacksWithoutSqlstateRepeatTheTransaction) {
  const auto retry = [](const auto& exception) { return Thrown(exception).error->retry; };
#if PQXX_VERSION_MAJOR < 7
  EXPECT_EQ(retry(pqxx::serialization_failure{"no"}), Retry::kTransaction);
  EXPECT_EQ(retry(pqxx::deadlock_detected{"no"}), Retry::kTransaction);
  EXPECT_EQ(retry(pqxx::statement_completion_unknown{"no"}), Retry::kOutcomeUnknown);
#else
  EXPECT_EQ(retry(pqxx::serialization_failure{"no", "", "40001"}), Retry::kTransaction);
  EXPECT_EQ(retry(pqxx::deadlock_detected{"no", "", "40P01"}), Retry::kTransaction);
  EXPECT_EQ(retry(pqxx::statement_completion_unknown{"no", "", "40003"}), Retry::kOutcomeUnknown);
#endif
}

}  // namespace
}  // namespace dbspan::pg
