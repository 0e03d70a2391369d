#include "core/options/variable_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace dbspan {
namespace {

std::string Documentation() {
  std::ostringstream text;
  text << std::ifstream{DBSPAN_DOCS_DIR "/configuration.md"}.rdbuf();
  return text.str();
}

/// The row without its name, which may have a mark after it.
std::string RowOf(const Variable& variable) {
  const std::string_view accepted =
      variable.kind == VariableKind::kBoolean ? "boolean" : variable.accepted;
  std::string row = " | `";
  for (const std::string_view part :
       {variable.field, std::string_view{"` | "}, accepted, std::string_view{" | "},
        variable.initial, std::string_view{" | "}, variable.effect, std::string_view{" |\n"}}) {
    row += part;
  }
  return row;
}

TEST(VariableTableTest, IsTheOneOfTheDocumentation) {
  const std::string text = Documentation();

  for (const Variable& variable : Variables()) {
    const std::size_t at = text.find("\n| `" + std::string{variable.name} + "`");
    ASSERT_NE(at, std::string::npos) << variable.name;
    const std::string line = text.substr(at, text.find('\n', at + 1) + 1 - at);
    EXPECT_THAT(line, ::testing::EndsWith(RowOf(variable))) << variable.name;
  }
}

TEST(VariableTableTest, TheDocumentationNamesNoOthers) {
  const std::string text = Documentation();
  const std::size_t begin = text.find("| variable | field |");
  std::istringstream table{text.substr(begin, text.find("\n\n", begin) - begin)};
  std::size_t rows = 0;
  for (std::string line; std::getline(table, line);) rows += line.rfind("| `", 0) == 0 ? 1U : 0U;

  EXPECT_EQ(rows, static_cast<std::size_t>(Variables().end() - Variables().begin()));
}

TEST(VariableTableTest, KnowsTheNamesOfAllClients) {
  EXPECT_TRUE(IsKnownVariable("DBSPAN_ENABLED"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_PG_ENABLED"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_MYSQL_ANSI_QUOTES"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_REDIS_MESSAGE_SPANS"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_LOG"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_TRACE_ERROR_MESSAGES"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_RECORDER_MEMORY"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_TEST_PG_URL"));
  EXPECT_FALSE(IsKnownVariable("DBSPAN_PG"));
  EXPECT_FALSE(IsKnownVariable("DBSPAN_ORACLE_ENABLED"));
  EXPECT_FALSE(IsKnownVariable("DBSPAN_"));
}

TEST(VariableTableTest, TheNearestNameIsWhatWasMeant) {
  EXPECT_EQ(NearestVariable("DBSPAN_PG_QUERY_TXT"), "DBSPAN_PG_QUERY_TEXT");
  EXPECT_EQ(NearestVariable("DBSPAN_ENABELD"), "DBSPAN_ENABLED");
  EXPECT_EQ(NearestVariable("DBSPAN_POSTGRES_QUERY_TEXT"), "DBSPAN_PG_QUERY_TEXT");
  EXPECT_EQ(NearestVariable("DBSPAN_REDIS_ERROR_MESSAGE"), "DBSPAN_REDIS_ERROR_MESSAGES");
  EXPECT_EQ(NearestVariable("DBSPAN_LOGS"), "DBSPAN_LOG");
  EXPECT_EQ(NearestVariable("DBSPAN_X"), "");
}

}  // namespace
}  // namespace dbspan
