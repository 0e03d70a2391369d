#include "mysql/error_retry.h"

#include <cppconn/exception.h>
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

#include "mysql/jdbc/outcome.h"

namespace dbspan::mysql {
namespace {

// All error numbers for which the advice is not "no", whatever their SQLSTATE.
const std::map<int, Retry> kAgain = {
    {1020, Retry::kTransaction},    {1021, Retry::kLater},          {1028, Retry::kStatement},
    {1037, Retry::kLater},          {1038, Retry::kLater},          {1040, Retry::kLater},
    {1041, Retry::kLater},          {1047, Retry::kLater},          {1053, Retry::kOutcomeUnknown},
    {1114, Retry::kLater},          {1129, Retry::kLater},          {1135, Retry::kLater},
    {1180, Retry::kOutcomeUnknown}, {1203, Retry::kLater},          {1205, Retry::kStatement},
    {1206, Retry::kLater},          {1213, Retry::kTransaction},    {1226, Retry::kLater},
    {1297, Retry::kTransaction},    {1317, Retry::kStatement},      {1402, Retry::kTransaction},
    {1412, Retry::kTransaction},    {1613, Retry::kTransaction},    {1614, Retry::kTransaction},
    {1615, Retry::kStatement},      {1637, Retry::kLater},          {1689, Retry::kStatement},
    {1836, Retry::kLater},          {1927, Retry::kOutcomeUnknown}, {1969, Retry::kStatement},
    {2000, Retry::kOutcomeUnknown}, {2001, Retry::kLater},          {2002, Retry::kLater},
    {2003, Retry::kLater},          {2004, Retry::kLater},          {2005, Retry::kLater},
    {2006, Retry::kOutcomeUnknown}, {2008, Retry::kOutcomeUnknown}, {2009, Retry::kLater},
    {2012, Retry::kLater},          {2013, Retry::kOutcomeUnknown}, {2026, Retry::kLater},
    {2027, Retry::kOutcomeUnknown}, {2055, Retry::kOutcomeUnknown}, {3015, Retry::kLater},
    {2070, Retry::kLater},          {3197, Retry::kLater},          {3675, Retry::kLater},
    {3781, Retry::kLater},          {3782, Retry::kStatement},      {3019, Retry::kLater},
    {3024, Retry::kStatement},      {3058, Retry::kTransaction},    {3100, Retry::kTransaction},
    {3101, Retry::kTransaction},    {3132, Retry::kTransaction},    {3133, Retry::kStatement},
    {3168, Retry::kLater},          {3169, Retry::kOutcomeUnknown}, {3572, Retry::kStatement},
    {4031, Retry::kTransaction},    {5013, Retry::kOutcomeUnknown}, {5014, Retry::kOutcomeUnknown},
    {5015, Retry::kOutcomeUnknown},
};

TEST(MySqlErrorRetryTest, ListedNumbersSayWhatIsToBeRepeated) {
  for (const auto& [number, retry] : kAgain) {
    EXPECT_EQ(RetryOfNumber(number, "HY000"), retry) << number;
  }
}

TEST(MySqlErrorRetryTest, EveryOtherNumberFailsAgain) {
  for (int number = 0; number < 16000; ++number) {
    if (kAgain.count(number) != 0) continue;
    EXPECT_EQ(RetryOfNumber(number, "HY000"), Retry::kNo) << number;
  }
}

TEST(MySqlErrorRetryTest, UnlistedNumbersAreReadByTheirClass) {
  EXPECT_EQ(RetryOfNumber(1158, "08S01"), Retry::kOutcomeUnknown);  // ER_NET_READ_ERROR
  EXPECT_EQ(RetryOfNumber(1184, "08S01"), Retry::kOutcomeUnknown);  // ER_NEW_ABORTING_CONNECTION
  EXPECT_EQ(RetryOfNumber(30001, "40001"), Retry::kTransaction);    // SIGNAL SQLSTATE '40001'
}

TEST(MySqlErrorRetryTest, TheNumberCountsMoreThanTheClass) {
  EXPECT_EQ(RetryOfNumber(1040, "08004"), Retry::kLater);
  EXPECT_EQ(RetryOfNumber(1153, "08S01"), Retry::kNo);
  EXPECT_EQ(RetryOfNumber(1251, "08004"), Retry::kNo);
}

template <class Exception>
Retry Thrown(const Exception& exception) {
  try {
    throw exception;
  } catch (...) {
    return OutcomeOfException().error->retry;
  }
}

TEST(MySqlErrorRetryTest, TheOutcomeOfAnExceptionCarriesIt) {
  EXPECT_EQ(Thrown(sql::SQLException{"Deadlock found", "40001", 1213}), Retry::kTransaction);
  EXPECT_EQ(Thrown(sql::SQLException{"gone", "HY000", 2006}), Retry::kOutcomeUnknown);
}

TEST(MySqlErrorRetryTest, WhatTheConnectorRefusesIsRefusedAgain) {
  EXPECT_EQ(Thrown(sql::InvalidArgumentException{"no"}), Retry::kNo);
  EXPECT_EQ(Thrown(sql::MethodNotImplementedException{"no"}), Retry::kNo);
}

TEST(MySqlErrorRetryTest, OfOtherExceptionsNothingIsKnown) {
  EXPECT_EQ(Thrown(std::domain_error{"x"}), Retry::kOutcomeUnknown);
}

}  // namespace
}  // namespace dbspan::mysql
