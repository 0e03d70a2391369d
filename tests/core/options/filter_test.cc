#include "dbspan/filter.h"

#include <gtest/gtest.h>

#include <string>

#include "core/sql/health_check.h"
#include "tests/support/case_name.h"

namespace dbspan {
namespace {

struct FilterCase {
  std::string rule;
  Filter filter;
  std::string_view name;
  std::string_view sql;
  std::string_view key;
  bool recorded;
};

class FilterTest : public ::testing::TestWithParam<FilterCase> {};

TEST_P(FilterTest, Decides) {
  const FilterCase& given = GetParam();
  Operation operation;
  operation.name = given.name;
  operation.sql = given.sql;
  operation.key = given.key;

  EXPECT_EQ(given.filter(operation), given.recorded);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, FilterTest,
    ::testing::Values(
        FilterCase{"only: a command by its name", only_operations({"GET"}), "get", "", "k", true},
        FilterCase{"only: another command", only_operations({"GET"}), "GETEX", "", "k", false},
        FilterCase{"only: SQL by its first word", only_operations({"select"}), "", "\n SELECT 1",
                   "", true},
        FilterCase{"only: SQL in parentheses", only_operations({"select"}), "", "(SELECT 1)", "",
                   true},
        FilterCase{"only: other SQL", only_operations({"select"}), "", "SELECTED", "", false},
        FilterCase{"only: nothing at all", only_operations({"select"}), "", "", "", false},
        FilterCase{"skip: a command", skip_operations({"PING", "INFO"}), "info", "", "", false},
        FilterCase{"skip: others", skip_operations({"PING"}), "GET", "", "", true},
        FilterCase{"only keys: with the prefix", only_keys({"user:", "cart:"}), "GET", "", "cart:7",
                   true},
        FilterCase{"only keys: without", only_keys({"user:"}), "GET", "", "use", false},
        FilterCase{"only keys: what has no key", only_keys({"user:"}), "PING", "", "", true},
        FilterCase{"skip keys: with the prefix", skip_keys({"user:"}), "GET", "", "user:7", false},
        FilterCase{"skip keys: without", skip_keys({"user:"}), "GET", "", "cart:7", true},
        FilterCase{"both: the first says no", both(skip_operations({"GET"}), only_keys({"user:"})),
                   "GET", "", "user:7", false},
        FilterCase{"both: both say yes", both(skip_operations({"SET"}), only_keys({"user:"})),
                   "GET", "", "user:7", true}),
    test::CaseName{});

struct HealthCheckCase {
  std::string rule;
  std::string_view name;
  std::string_view sql;
  bool is_one;
};

class HealthCheckTest : public ::testing::TestWithParam<HealthCheckCase> {};

TEST_P(HealthCheckTest, IsRecognised) {
  Operation operation;
  operation.name = GetParam().name;
  operation.sql = GetParam().sql;

  EXPECT_EQ(IsHealthCheck(operation), GetParam().is_one);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, HealthCheckTest,
    ::testing::Values(HealthCheckCase{"ping in any case", "PinG", "", true},
                      HealthCheckCase{"another command", "PINGS", "", false},
                      HealthCheckCase{"select 1", "", "SELECT 1", true},
                      HealthCheckCase{"blanks and semicolon", "", "  select\t1 ; \n", true},
                      HealthCheckCase{"another number", "", "SELECT 10", false},
                      HealthCheckCase{"from a table", "", "SELECT 1 FROM t", false},
                      HealthCheckCase{"no blank", "", "SELECT1", false},
                      HealthCheckCase{"nothing", "", "", false},
                      HealthCheckCase{"only select", "", "SELECT", false}),
    test::CaseName{});

}  // namespace
}  // namespace dbspan
