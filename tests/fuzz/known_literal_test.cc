// Builds random statements from templates and literals, so that the literals are known without a
// lexer. No part of a literal may be recorded, whether the settings of the session are known or
// not.
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql/statement.h"

namespace dbspan::sql_text {
namespace {

constexpr std::string_view kPostgresTemplates[] = {
    "SELECT a FROM t WHERE a={}",
    "SELECT a FROM t WHERE (a,b) IN (({},{}),({},{})) OR c BETWEEN {} AND {}",
    "INSERT INTO t VALUES ({}, f({})), ({}, {}) ON CONFLICT (a) DO UPDATE SET a={} RETURNING {}",
    "WITH x AS (SELECT {}) SELECT a::numeric(10,2), {}::varchar(20) FROM x LIMIT {}",
    "MERGE INTO t USING s ON t.a={} WHEN MATCHED THEN UPDATE SET a={}",
    "SELECT CASE WHEN a={} THEN {} ELSE ARRAY[{},{}] END, \"it's\", f(b => {}) FROM \"T\"",
    "COPY t FROM {} WITH (DELIMITER {}, NULL {})",
    "COPY (SELECT {}) TO PROGRAM {}",
    "SET app.token TO {}, {}",
    "SET TIME ZONE {}",
    "ALTER ROLE bob WITH PASSWORD {} VALID UNTIL {}",
    "CREATE USER MAPPING FOR bob SERVER s OPTIONS (user {}, password {})",
    "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host {}, password {})",
    "CREATE SUBSCRIPTION s CONNECTION {} PUBLICATION p",
    "SECURITY LABEL FOR x ON TABLE t IS {}",
    "COMMENT ON TABLE t IS {}; NOTIFY ch, {}; DO {}",
    "CREATE FUNCTION f(a text DEFAULT {}) RETURNS int AS {} LANGUAGE sql SET app.x TO {}",
    "CREATE TABLE p PARTITION OF t FOR VALUES FROM ({}) TO ({})",
    "PREPARE p AS SELECT {}; EXECUTE p({}); CREATE TABLE x AS EXECUTE p({})",
    "SELECT a FROM dblink({}) AS d(a int, b varchar(10)) JOIN f({}) g ON g.a={}",
    "SELECT extract(year from {}), a->>{}, b#>>{}, c[1:2] FROM t TABLESAMPLE system({})",
};
constexpr std::string_view kMySqlTemplates[] = {
    "SELECT `a``b` FROM t WHERE a={}",
    "SELECT a FROM t WHERE (a,b) IN (({},{}),({},{})) LIMIT {} OFFSET {}",
    "INSERT INTO t VALUES ({},{}),({},{}) ON DUPLICATE KEY UPDATE a={}, b=VALUES(b)",
    "INSERT INTO t SET a={}, b={}",
    "SET @a = {}, @@session.x = {}, GLOBAL y = {}",
    "SET PASSWORD FOR 'bob'@'h' = {}",
    "SET STATEMENT max_statement_time={} FOR SELECT {}",
    "CREATE USER {}@{} IDENTIFIED BY {}",
    "ALTER USER bob IDENTIFIED WITH x AS {} REPLACE {}",
    "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST {}, PASSWORD {})",
    "CHANGE MASTER TO MASTER_HOST={}, MASTER_PASSWORD={}, MASTER_PORT={}",
    "LOAD DATA LOCAL INFILE {} INTO TABLE t FIELDS TERMINATED BY {} (a,@b) SET c={}",
    "SELECT a INTO OUTFILE {} FROM t; SIGNAL SQLSTATE {} SET MESSAGE_TEXT={}",
    "PREPARE s FROM {}; EXECUTE IMMEDIATE {} USING {}; XA START {},{}",
    "CREATE TABLE t (a varchar(20) DEFAULT {} COMMENT {}, e ENUM({},{})) CONNECTION={} PASSWORD={}",
    "CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES IN ({},{}) COMMENT={})",
    "CREATE PROCEDURE p() BEGIN DECLARE b TEXT DEFAULT {}; SET b={}; IF a={} THEN SET GLOBAL x={}; "
    "END IF; END",
    "CREATE EVENT e ON SCHEDULE AT {} DO SET GLOBAL x={}",
    "SELECT /*+ MAX_EXECUTION_TIME(1) */ /*!50000 a, */ {} /*!99999 b */ FROM t",
    "SELECT a FROM t FOR SYSTEM_TIME AS OF ({}) WHERE a->>{}={}",
    "SELECT a FROM t FOR SYSTEM_TIME BETWEEN {} AND {}",
    "SELECT CAST({} AS CHAR(10)), DATE_ADD({}, INTERVAL {} DAY), MATCH (a) AGAINST ({})",
};

/// Which literals the server reads.
struct Server {
  Dialect dialect;
  bool escapes;  // a backslash is an escape
  bool ansi;     // double quotes are names
};

/// A random statement and what its literals consist of.
class RandomStatement {
 public:
  RandomStatement(std::mt19937& random, const Server& server) : random_(random), server_(server) {
    const std::string text =
        server_.dialect == Dialect::kMySql ? OneOf(kMySqlTemplates) : OneOf(kPostgresTemplates);
    std::string_view rest = text;
    for (std::size_t at = rest.find("{}"); at != std::string_view::npos; at = rest.find("{}")) {
      Append(rest.substr(0, at));
      sql_ += server_.dialect == Dialect::kMySql ? MySqlLiteral() : PostgresLiteral();
      rest.remove_prefix(at + 2);
    }
    Append(rest);
    constexpr std::string_view kEnds[] = {"", ";", "\n", " -- it's", " /* don't */", " -- \""};
    sql_ += OneOf(kEnds);
  }

  const std::string& sql() const noexcept { return sql_; }
  /// Returns a part of a literal, at least five bytes long, that `shown` contains; or an empty
  /// text.
  std::string SharedPart(const std::string& shown) const {
    constexpr std::size_t kPart = 5;
    for (const std::string& mark : marks_) {
      for (std::size_t at = 0; at + kPart <= mark.size(); ++at) {
        if (shown.find(mark.substr(at, kPart)) != std::string::npos) return mark.substr(at, kPart);
      }
    }
    return {};
  }

 private:
  std::size_t Below(std::size_t bound) { return random_() % bound; }
  template <class Values>
  std::string OneOf(const Values& values) {
    return std::string{values[Below(std::size(values))]};
  }
  std::string Random(std::string_view letters, std::size_t size) {
    std::string text;
    while (text.size() < size) text += letters[Below(letters.size())];
    return text;
  }
  std::string Mark(std::string_view letters, std::size_t size) {
    marks_.push_back(Random(letters, size));
    return marks_.back();
  }
  std::string Mark() { return Mark("bcdfghjklmpqtvwxz", 9) + Random("12", 1); }
  std::string Number() {
    constexpr std::size_t kSizes[] = {5, 5, 6, 8, 12, 16};
    return Mark("3456789", kSizes[Below(std::size(kSizes))]);
  }

  // Replaces blanks by other blanks and by comments.
  void Append(std::string_view piece) {
    constexpr std::string_view kBlanks[] = {"\n", "\t", "  ", "/* it's */", " -- \"\n", "\r\n"};
    for (const char c : piece) sql_ += c == ' ' && Below(8) == 0 ? OneOf(kBlanks) : std::string{c};
  }
  std::string Junk() {
    constexpr std::string_view kJunk[] = {"",   " ",  "`",    "--", "-- ", "/*", "*/", "$$", "$a$",
                                          ";",  "\n", "?",    "#",  "ü",   "’",  "(",  ")",  ",",
                                          "$1", "{}", "/*! ", "=",  "\t",  "%",  ":"};
    return OneOf(kJunk);
  }
  std::string Quoted(char quote) {
    const std::string same(1, quote);
    const std::string other(1, quote == '"' ? '\'' : '"');
    std::vector<std::string> inside = {same + same, other, ""};
    if (server_.escapes) {
      for (const std::string& escape : {"\\" + same, std::string{"\\\\"}, "\\" + other}) {
        inside.push_back(escape);
      }
    }
    const bool backslash = !server_.escapes && Below(3) == 0;
    return same + Mark() + OneOf(inside) + Junk() + Mark() + (backslash ? "\\" : "") + same;
  }
  std::string NumberLiteral() {
    constexpr std::string_view kEnds[] = {"", "", ".", ".5", "e10", "E-3", ".5e+7"};
    return Number() + OneOf(kEnds);
  }
  std::string PostgresLiteral() {
    switch (Below(10)) {
      case 0:
        return OneOf(std::array<std::string_view, 2>{"E", "e"}) + "'" + Mark() +
               OneOf(std::array<std::string_view, 3>{"\\'", "\\\\", "''"}) + Junk() + Mark() + "'";
      case 1:
        return "E'" + Mark() + "'" +
               OneOf(std::array<std::string_view, 3>{"\n", " -- c\n", "\r\n\t"}) + "'\\'" + Mark() +
               Junk() + "'";
      case 2:
        return "$x$" + Mark() + Junk() + "'\\$x" + Mark() + "$x$";
      case 3:
        return "$$" + Mark() + "'\"\\$" + Mark() + "$$";
      case 4:
        return "U&'" + Mark() + "\\0041''" + Mark() + "'";
      case 5:
        return "X'" + Mark("abcdef", 8) + "'";
      case 6:
        return NumberLiteral();
      case 7:
        return "0x" + Mark("abcdef", 8);
      default:
        return Quoted('\'');
    }
  }
  std::string MySqlLiteral() {
    constexpr std::string_view kIntroducers[] = {"_utf8mb4", "_binary ", "n", "N", "DATE "};
    switch (Below(8)) {
      case 0:
        return OneOf(kIntroducers) + Quoted('\'');
      case 1:
        return "x'" + Mark("abcdef", 8) + "'";
      case 2:
        return "0x" + Mark("abcdef", 8);
      case 3:
        return NumberLiteral();
      case 4:
      case 5:
        return Quoted(server_.ansi ? '\'' : '"');
      default:
        return Quoted('\'');
    }
  }

  std::mt19937& random_;
  const Server& server_;
  std::string sql_;
  std::vector<std::string> marks_;
};

TEST(KnownLiteralTest, NoPartOfALiteralIsRecorded) {
  std::mt19937 random{20'261'128};
  constexpr int kStatements = 40'000;
  for (int i = 0; i < kStatements; ++i) {
    const bool escapes = random() % 2 == 0;
    const bool ansi = random() % 3 == 0;
    const Server server{random() % 2 == 0 ? Dialect::kMySql : Dialect::kPostgreSql, escapes, ansi};
    const RandomStatement statement{random, server};
    // A statement that is cut anywhere, such as by a limit of the application.
    std::string sql = statement.sql();
    if (random() % 4 == 0) sql.resize(random() % sql.size());
    const auto known = [](bool on) { return on ? Setting::kOn : Setting::kOff; };
    const SqlSettings settings{known(escapes), known(ansi), Setting::kOff};

    for (const SqlSettings& one : {settings, SqlSettings{}}) {
      const Statement read = Analyze(sql, {server.dialect, one}, 4096);

      const std::string part =
          statement.SharedPart(read.text + '\n' + read.summary + '\n' + read.procedure);
      ASSERT_EQ(part, "") << sql << "\nshown as " << read.text << "\nsummary " << read.summary;
    }
  }
}

}  // namespace
}  // namespace dbspan::sql_text
