#include "mysql/jdbc/outcome.h"
#include "mysql/outcome.h"

#include <cppconn/exception.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace dbspan::mysql {
namespace {

template <class Exception>
Outcome Thrown(const Exception& exception) {
  try {
    throw exception;
  } catch (...) {
    return OutcomeOfException();
  }
}

TEST(MySqlOutcomeTest, ErrorsAreNamedByNumber) {
  const Outcome outcome = Thrown(sql::SQLException{"Duplicate entry", "23000", 1062});

  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.status_code, "1062");
  EXPECT_EQ(outcome.error->type, "1062");
  EXPECT_EQ(outcome.error->exception, "sql::SQLException");
}

TEST(MySqlOutcomeTest, ErrorsOfTheConnectorAreNamedByType) {
  const Outcome outcome = Thrown(sql::InvalidArgumentException{"no"});

  EXPECT_EQ(outcome.status_code, "");
  EXPECT_EQ(outcome.error->type, "sql::InvalidArgumentException");
}

TEST(MySqlOutcomeTest, AnErrorWithoutANumberHasATypeAndAnUnknownOutcome) {
  const Outcome outcome = OutcomeOfError(0, "00000", "", "");

  EXPECT_EQ(outcome.status_code, "");
  EXPECT_EQ(outcome.error->type, "_OTHER");
  EXPECT_EQ(outcome.error->retry, Retry::kOutcomeUnknown);
}

TEST(MySqlOutcomeTest, SignalledMessagesAreWordedByUsers) {
  EXPECT_TRUE(Thrown(sql::SQLException{"alice", "45000", 1644}).error->message_is_free_text);
  EXPECT_TRUE(Thrown(sql::SQLException{"alice", "45000", 30001}).error->message_is_free_text);
  EXPECT_FALSE(Thrown(sql::SQLException{"gone", "HY000", 2006}).error->message_is_free_text);
}

TEST(MySqlOutcomeTest, OtherExceptionsKeepTheirType) {
  EXPECT_EQ(Thrown(std::domain_error{"x"}).error->type, "std::domain_error");
}

TEST(MySqlOutcomeTest, DefinitionsAffectNoRows) {
  EXPECT_EQ(OutcomeOfAffected("CREATE TABLE t (a int)", 0).affected_rows, Outcome::kUnknown);
  EXPECT_EQ(OutcomeOfAffected("UPDATE t SET a = 1", 0).affected_rows, 0);
  EXPECT_EQ(OutcomeOfAffected("REPLACE INTO t VALUES (1)", 2).affected_rows, 2);
}

}  // namespace
}  // namespace dbspan::mysql
