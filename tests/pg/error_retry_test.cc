#include "pg/error_retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "pg/result_outcome.h"

namespace dbspan::pg {
namespace {

// All codes of PostgreSQL 15 to 18 for which the advice is not "no".
const std::map<std::string, Retry> kAgain = {
    {"08000", Retry::kOutcomeUnknown}, {"08003", Retry::kOutcomeUnknown},
    {"08006", Retry::kOutcomeUnknown}, {"08001", Retry::kOutcomeUnknown},
    {"08004", Retry::kOutcomeUnknown}, {"08007", Retry::kOutcomeUnknown},
    {"08P01", Retry::kOutcomeUnknown}, {"25P03", Retry::kTransaction},
    {"25P04", Retry::kTransaction},    {"40000", Retry::kTransaction},
    {"40001", Retry::kTransaction},    {"40003", Retry::kOutcomeUnknown},
    {"40P01", Retry::kTransaction},    {"53000", Retry::kLater},
    {"53100", Retry::kLater},          {"53200", Retry::kLater},
    {"53300", Retry::kLater},          {"55006", Retry::kLater},
    {"55P03", Retry::kTransaction},    {"57014", Retry::kTransaction},
    {"57P01", Retry::kOutcomeUnknown}, {"57P02", Retry::kOutcomeUnknown},
    {"57P03", Retry::kLater},          {"57P05", Retry::kTransaction},
    {"58030", Retry::kLater},          {"72000", Retry::kTransaction},
    {"HV00N", Retry::kLater},          {"HV001", Retry::kLater},
};

TEST(PgErrorRetryTest, ListedCodesSayWhatIsToBeRepeated) {
  for (const auto& [code, retry] : kAgain) EXPECT_EQ(RetryOfSqlstate(code), retry) << code;
}

TEST(PgErrorRetryTest, EveryOtherErrorOfTheServerFailsAgain) {
  std::ifstream codes{DBSPAN_PG_ERROR_CODES};
  ASSERT_TRUE(codes) << "no " << DBSPAN_PG_ERROR_CODES;
  std::size_t others = 0;
  for (std::string line; std::getline(codes, line);) {
    const std::string code = line.substr(0, line.find(' '));
    const bool error = line.size() > 9 && line.find("    E    ") != std::string::npos;
    if (code.size() != 5 || !error || kAgain.count(code) != 0) continue;
    EXPECT_EQ(RetryOfSqlstate(code), Retry::kNo) << line;
    ++others;
  }
  EXPECT_GT(others, 150U);
}

TEST(PgErrorRetryTest, CodesThatUsersChooseFailAgain) {
  for (const char* code : {"P0001", "U0815", "ABCDE", "4", "0"}) {
    EXPECT_EQ(RetryOfSqlstate(code), Retry::kNo) << code;
  }
}

TEST(PgErrorRetryTest, NewCodesOfAClassAreReadByTheClass) {
  EXPECT_EQ(RetryOfSqlstate("08XYZ"), Retry::kOutcomeUnknown);
  EXPECT_EQ(RetryOfSqlstate("40XYZ"), Retry::kTransaction);
  EXPECT_EQ(RetryOfSqlstate("53XYZ"), Retry::kLater);
}

TEST(PgErrorRetryTest, WithoutAnswerTheOutcomeIsUnknown) {
  EXPECT_EQ(RetryOfSqlstate(""), Retry::kOutcomeUnknown);
}

std::string Attempt(const std::string& words) {
  return "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  " + words + "\n";
}

TEST(PgErrorRetryTest, ARefusalOfTheConfigurationComesAgain) {
  for (const char* words :
       {"password authentication failed for user \"u\"", "role \"u\" does not exist",
        "database \"d\" does not exist", "no pg_hba.conf entry for host \"h\", user \"u\"",
        "role \"u\" is not permitted to log in", "Peer authentication failed for user \"u\""}) {
    EXPECT_EQ(RetryOfRefusal(Attempt(words)), Retry::kNo) << words;
    EXPECT_EQ(RetryOfRefusal(std::string{"FATAL:  "} + words + "\n"), Retry::kNo) << words;
    EXPECT_EQ(RetryOfRefusal(Attempt(words) + Attempt(words)), Retry::kNo) << words;
  }
  EXPECT_EQ(RetryOfRefusal("connection to server at \"h\", port 5432 failed: fe_sendauth: no "
                           "password supplied\n"),
            Retry::kNo);
  EXPECT_EQ(RetryOfRefusal("invalid sslmode value: \"x\"\n"), Retry::kNo);
}

TEST(PgErrorRetryTest, AServerThatCannotNowMayLater) {
  for (const char* words :
       {"sorry, too many clients already", "the database system is starting up",
        "too many connections for role \"u\"", "the database system is shutting down", ""}) {
    EXPECT_EQ(RetryOfRefusal(Attempt(words)), Retry::kLater) << words;
  }
  EXPECT_EQ(RetryOfRefusal(""), Retry::kLater);
  const std::string gone =
      "connection to server at \"h\", port 1 failed: Connection refused\n\tIs "
      "the server running on that host and accepting TCP/IP connections?\n";
  EXPECT_EQ(RetryOfRefusal(gone), Retry::kLater);
  const std::string wrong = Attempt("password authentication failed for user \"u\"");
  EXPECT_EQ(RetryOfRefusal(gone + wrong), Retry::kLater);
  EXPECT_EQ(RetryOfRefusal(wrong + gone), Retry::kLater);
}

TEST(PgErrorRetryTest, SuccessAndWarningsAreNoErrors) {
  EXPECT_EQ(RetryOfSqlstate("00000"), Retry::kUnknown);
  EXPECT_EQ(RetryOfSqlstate("01003"), Retry::kUnknown);
}

TEST(PgErrorRetryTest, TheOutcomeCarriesIt) {
  EXPECT_EQ(detail::pg::OutcomeOfSqlstate("40001", "x", "y").error->retry, Retry::kTransaction);
}

}  // namespace
}  // namespace dbspan::pg
