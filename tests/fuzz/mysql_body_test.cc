// The server parses random definitions of routines, triggers and events. Of those that it accepts,
// the summary names only the definition and the statement after it, and no word that SET assigns is
// recorded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/fuzz/literal_soup.h"
#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

/// Generates bodies of stored programs. Assigned words are marks; loops have labels and leave.
class Bodies {
 public:
  explicit Bodies(std::uint32_t seed) : soup_(seed, {"'"}) {}

  /// Returns a definition that ends without a semicolon.
  std::string Definition() {
    constexpr int kDepth = 3;
    switch (soup_.Below(4)) {
      case 0:
        name_ = "TRIGGER body_g";
        return "CREATE TRIGGER body_g " +
               soup_.OneOf<std::string>({"BEFORE INSERT", "AFTER UPDATE", "BEFORE DELETE"}) +
               " ON body_t FOR EACH ROW " + Statement(kDepth);
      case 1:
        name_ = "EVENT body_e";
        return "CREATE EVENT body_e ON SCHEDULE EVERY IF(1, 2, 3) DAY " +
               soup_.OneOf<std::string>({"", "ON COMPLETION NOT PRESERVE ", "COMMENT 'c' "}) +
               "DO " + Statement(kDepth);
      case 2:
        name_ = "FUNCTION body_f";
        return "CREATE FUNCTION body_f() RETURNS CHAR(9) CHARACTER SET latin1 " + Clauses() +
               "BEGIN " + List(kDepth) + "RETURN IF(1, 2, 3); END";
      default:
        name_ = "PROCEDURE body_p";
        return "CREATE PROCEDURE body_p(a INT, b CHAR(5) CHARACTER SET utf8mb4) " + Clauses() +
               Statement(kDepth);
    }
  }
  /// The object of the last definition, as in its summary.
  const std::string& name() const { return name_; }
  LiteralSoup& soup() { return soup_; }

 private:
  std::string Clauses() {
    std::string clauses;
    for (const char* clause :
         {"COMMENT 'c' ", "LANGUAGE SQL ", "NOT DETERMINISTIC ", "SQL SECURITY INVOKER "}) {
      if (soup_.Below(3) == 0) clauses += clause;
    }
    return clauses;
  }
  std::string Set() {
    const std::string target =
        soup_.OneOf<std::string>({"@v", "sql_mode", "SESSION sql_mode", "@@session.sql_mode"});
    return "SET " + target + soup_.OneOf<std::string>({" = ", " := ", "="}) + soup_.Mark();
  }
  std::string Simple() {
    switch (soup_.Below(6)) {
      case 0:
        return "UPDATE body_u SET a = b, c = CASE WHEN a THEN b ELSE 1 END";
      case 1:
        return "INSERT INTO body_u SET a = REPEAT('x', 2)";
      case 2:
        return "DELETE FROM body_u WHERE a = IF(b, 1, 2)";
      default:
        return Set();
    }
  }
  std::string List(int depth) {
    std::string list;
    for (std::size_t count = 1 + soup_.Below(3); count > 0; --count) {
      list += Statement(depth) + "; ";
    }
    return list;
  }
  std::string Statement(int depth) {
    if (depth == 0) return Simple();
    const std::string label = "l" + std::to_string(++labels_);
    switch (soup_.Below(11)) {
      case 0:
        return "IF 1 = IF(1, 2, 3) THEN " + List(depth - 1) + "ELSEIF NOT 1 THEN " +
               List(depth - 1) + "ELSE " + List(depth - 1) + "END IF";
      case 1:
        return "IF (SELECT 1 FROM DUAL) THEN " + List(depth - 1) + "END IF";
      case 2:
        return label + ": LOOP " + List(depth - 1) + "LEAVE " + label + "; END LOOP " + label;
      case 3:
        return "WHILE NOT EXISTS (SELECT 1 FROM body_u) DO " + List(depth - 1) + "END WHILE";
      case 4:
        return "REPEAT " + List(depth - 1) + "UNTIL 1 AND 2 END REPEAT";
      case 5:
        return "CASE 1 WHEN 1 THEN " + List(depth - 1) + "ELSE " + List(depth - 1) + "END CASE";
      case 6:
        return "FOR i IN 1..3 DO " + List(depth - 1) + "END FOR";
      case 7:
        return "BEGIN DECLARE x CHAR(5) CHARACTER SET latin1 DEFAULT 'd'; DECLARE " +
               soup_.OneOf<std::string>({"EXIT", "CONTINUE"}) + " HANDLER FOR " +
               soup_.OneOf<std::string>(
                   {"SQLEXCEPTION", "NOT FOUND", "SQLSTATE '42000'", "1051, 1052"}) +
               " " + Set() + "; SET x = " + soup_.Mark() + "; " + List(depth - 1) + "END";
      case 8:
        return label + ": BEGIN " + List(depth - 1) + "END " + label;
      default:
        return Simple();
    }
  }

  LiteralSoup soup_;
  std::string name_;
  int labels_ = 0;
};

class MySqlBodyTest : public MySqlCApiFixture {
 protected:
  MySqlBodyTest() { Query("CREATE TABLE IF NOT EXISTS body_t (a INT)"); }
  ~MySqlBodyTest() override {
    for (const char* object : {"EVENT IF EXISTS body_e", "FUNCTION IF EXISTS body_f",
                               "PROCEDURE IF EXISTS body_p", "TABLE IF EXISTS body_t"}) {
      Query(std::string{"DROP "} + object);
    }
  }
};

TEST_F(MySqlBodyTest, OnlyTheDefinitionAndWhatFollowsItAreSummarized) {
  constexpr unsigned kParseError = 1064;
  Bodies bodies{Seed()};
  std::size_t accepted = 0;
  for (Budget budget{300}; budget.Take();) {
    const std::string definition = bodies.Definition();
    Query("DROP " + bodies.name());
    telemetry_.Clear();

    const bool refused = Query(definition + "; DO 1") != 0;
    const unsigned error = mysql_errno(connection());
    while (!refused && mysql_next_result(connection()) == 0) {
    }

    const std::string recorded = TakeRecorded(telemetry_);
    if (refused && error == kParseError) continue;
    ++accepted;
    EXPECT_THAT(recorded, ::testing::HasSubstr("CREATE " + bodies.name() + "; DO"))
        << definition << "\nrecorded " << recorded;
    EXPECT_THAT(SharedMarks(definition, recorded), ::testing::IsEmpty())
        << definition << "\nrecorded " << recorded;
    EXPECT_THAT(recorded, ::testing::Not(::testing::HasSubstr("SET a = ?, c"))) << definition;
    if (HasFailure()) break;
  }

  RecordProperty("accepted", static_cast<int>(accepted));
  EXPECT_GT(accepted, 50U);  // MySQL has no FOR
}

}  // namespace
}  // namespace dbspan::test
