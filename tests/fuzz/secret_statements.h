#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::test {

/// Generates statements of MySQL and MariaDB with secrets in every place where a statement may have
/// a literal or a comment. A secret is a marked word or number; no part of it is a name.
class SecretStatements {
 public:
  explicit SecretStatements(std::uint32_t seed) : random_(seed) {}

  /// What the server takes for a literal.
  struct Mode {
    bool ansi_quotes = false;
    bool backslash_escapes = true;
  };
  void set_mode(Mode mode) { mode_ = mode; }

  /// Returns a statement that the server can execute without an effect outside of the session: most
  /// fail, with a message that quotes the secret.
  std::string Harmless() { return Wrap(Fill(OneOf(kHarmless))); }
  /// Returns any statement, with an error of syntax at its end, so that the server does not execute
  /// it.
  std::string Refused() { return Wrap(Fill(OneOf(kRefused)) + OneOf(kBadEnds)); }
  /// The secrets of the last statement, in all forms in which a text may show them.
  const std::vector<std::string>& secrets() const { return secrets_; }
  void Forget() { secrets_.clear(); }
  std::size_t Below(std::size_t bound) { return random_() % bound; }

 private:
  // $S: a string in quotes. $L: any literal. $N: a number.
  static constexpr std::string_view kHarmless[] = {
      "SELECT $L, $L AS a, -$N",
      "SELECT * FROM secret_t WHERE b = $L AND a IN ($N, $L) OR b LIKE $S ESCAPE '|'",
      "INSERT INTO secret_t (b) VALUES ($S), ($S)",
      "INSERT INTO secret_t (b) SELECT $S FROM DUAL UNION ALL SELECT b FROM secret_t",
      "REPLACE INTO secret_t SET b = $S",
      "INSERT INTO secret_t (a) VALUES ($S)",
      "INSERT INTO secret_t (c) VALUES ($S)",
      "INSERT INTO secret_t (d) VALUES ($S)",
      "UPDATE secret_t SET a = $S WHERE b = $S",
      "UPDATE secret_t SET b = $S ORDER BY FIELD(b, $S) LIMIT 3",
      "DELETE FROM secret_t WHERE a = $S OR ST_GeomFromText($S) IS NULL",
      "SELECT EXTRACTVALUE(1, CONCAT(0x7e, $S))",
      "SELECT UPDATEXML('<a/>', $S, '')",
      "SELECT JSON_EXTRACT($S, $S), JSON_VALUE($S, '$.a')",
      "SELECT JSON_MERGE_PATCH($S, 1), b->$S FROM secret_t",
      "SELECT b REGEXP CONCAT('(', $S) FROM secret_t",
      "SELECT EXP($N), ~0 * $N, $N DIV 0",
      "SELECT POW($N, $N) * $N",
      "SELECT CAST($S AS DATE), CAST($S AS SIGNED), CONVERT($S USING utf8mb4)",
      "SELECT DATE $S",
      "SELECT TIMESTAMP $S, TIME $S",
      "SELECT {d $S}, {ts $S}",
      "SELECT b COLLATE latin1_bin = $S FROM secret_t",
      "SELECT GROUP_CONCAT(b ORDER BY a SEPARATOR $S) FROM secret_t",
      "SELECT SUM(a) OVER (ORDER BY a ROWS BETWEEN $N PRECEDING AND $N FOLLOWING) FROM secret_t",
      "SELECT MATCH (b) AGAINST ($S IN BOOLEAN MODE) FROM secret_t",
      "SELECT 1 FROM secret_t LIMIT $N OFFSET $N",
      "SELECT * FROM JSON_TABLE($S, '$[*]' COLUMNS (x VARCHAR(9) PATH $S DEFAULT $S ON EMPTY)) AS "
      "j",
      "SELECT /*+ MAX_EXECUTION_TIME($N) */ $L",
      "SELECT $S $S, $S 'x' AS a",
      "SELECT NAME_CONST($S, $S)",
      "SELECT @a := $S, @b := $N",
      "SET @a = $S, @b = $N",
      "SET @a = CONCAT($S, $S)",
      "SET SESSION sql_mode = $S",
      "SET time_zone = $S",
      "SET NAMES $S",
      "SET CHARACTER SET $S",
      "SET lc_messages = $S",
      "SET SESSION optimizer_switch = $S",
      "SET SESSION max_statement_time = $S",
      "SET STATEMENT sql_mode = $S FOR SELECT $S",
      "SET SESSION debug_none = $S",
      "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = $S, MYSQL_ERRNO = 1062",
      "SIGNAL SQLSTATE '23000' SET MESSAGE_TEXT = $S, CONSTRAINT_NAME = $S, TABLE_NAME = $S",
      "SIGNAL SQLSTATE '01000' SET MESSAGE_TEXT = $S",
      "PREPARE s FROM $S",
      "EXECUTE IMMEDIATE $S",
      "EXECUTE IMMEDIATE 'SELECT ?, ?' USING $S, $N",
      "XA COMMIT $S, $S, 7",
      "XA START $S, $S",
      "XA ROLLBACK $S",
      "DO GET_LOCK($S, 0), RELEASE_LOCK($S)",
      "CALL secret_p($S, $N)",
      "CREATE TEMPORARY TABLE secret_x (a ENUM($S, 'x', 'x'))",
      "CREATE TEMPORARY TABLE secret_x (a INT DEFAULT $S)",
      "CREATE TEMPORARY TABLE secret_x (a INT) ENGINE=NONE COMMENT=$S CONNECTION=$S PASSWORD=$S",
      "CREATE TEMPORARY TABLE secret_x (a VARCHAR(9) CHECK (a <> $S) COMMENT $S) DATA DIRECTORY=$S",
      "HANDLER secret_t READ `PRIMARY` = ($N) WHERE b = $S",
      "LOAD DATA LOCAL INFILE $S INTO TABLE secret_t FIELDS TERMINATED BY $S LINES STARTING BY $S",
      "SHOW TABLES LIKE $S",
      "SHOW VARIABLES WHERE Value = $S",
      "SHOW BINLOG EVENTS IN $S FROM $N",
      "HELP $S",
      "KILL $N",
      "VALUES ($L, $N), ($L, $N)",
      "WITH c AS (SELECT $S AS a) SELECT * FROM c WHERE a = $S",
      "BEGIN NOT ATOMIC DECLARE v VARCHAR(99) DEFAULT $S; SET v = $S; SELECT v, $N; END",
      "IF $S = $S THEN SELECT $S; ELSE SELECT $N; END IF",
      "EXPLAIN SELECT $S FROM secret_t WHERE a = $N",
      "ANALYZE FORMAT=JSON SELECT $S",
      "SELECT $S INTO @v",
      "SELECT * FROM secret_t FOR SYSTEM_TIME AS OF $S",
      "SELECT 1 PROCEDURE ANALYSE($N, $S)",
      "BINLOG $S",
      "GET DIAGNOSTICS CONDITION $N @a = MESSAGE_TEXT"};
  static constexpr std::string_view kRefused[] = {
      "SET PASSWORD = $S",
      "SET PASSWORD = PASSWORD($S)",
      "SET PASSWORD FOR $S@$S = OLD_PASSWORD($S)",
      "CREATE USER $S@$S IDENTIFIED BY $S",
      "CREATE USER a IDENTIFIED BY PASSWORD $S REQUIRE SUBJECT $S ISSUER $S",
      "CREATE USER a IDENTIFIED VIA ed25519 USING PASSWORD($S) OR unix_socket",
      "CREATE USER a IDENTIFIED WITH caching_sha2_password AS $S",
      "CREATE USER a IDENTIFIED BY $S ATTRIBUTE $S COMMENT $S",
      "ALTER USER USER() IDENTIFIED BY $S REPLACE $S",
      "ALTER USER a IDENTIFIED BY $S PASSWORD EXPIRE INTERVAL $N DAY",
      "GRANT ALL ON *.* TO $S@$S IDENTIFIED BY $S WITH MAX_QUERIES_PER_HOUR $N",
      "CHANGE MASTER TO MASTER_HOST=$S, MASTER_PASSWORD=$S, MASTER_LOG_POS=$N, MASTER_LOG_FILE=$S",
      "CHANGE MASTER $S TO MASTER_USER=$S, MASTER_SSL_KEY=$S",
      "CHANGE REPLICATION SOURCE TO SOURCE_HOST=$S, SOURCE_PASSWORD=$S",
      "START SLAVE USER=$S PASSWORD=$S DEFAULT_AUTH=$S",
      "START SLAVE UNTIL MASTER_LOG_FILE=$S, MASTER_LOG_POS=$N",
      "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST $S, USER $S, PASSWORD $S, PORT $N)",
      "ALTER SERVER s OPTIONS (USER $S, PASSWORD $S, SOCKET $S)",
      "CREATE TABLE x (a INT) ENGINE=FEDERATED CONNECTION=$S",
      "CREATE TABLE x (a INT) PARTITION BY LIST COLUMNS (a) (PARTITION p VALUES IN ($S, $N))",
      "ALTER TABLE x ADD COLUMN a INT DEFAULT $N COMMENT $S, ALTER b SET DEFAULT $S, COMMENT $S",
      "LOAD DATA INFILE $S INTO TABLE x FIELDS TERMINATED BY $S ENCLOSED BY $S (a, @v) SET b = $S",
      "LOAD XML INFILE $S INTO TABLE x ROWS IDENTIFIED BY $S",
      "SELECT $S INTO OUTFILE $S FIELDS TERMINATED BY $S FROM x",
      "KILL USER $S",
      "PURGE BINARY LOGS TO $S",
      "PURGE BINARY LOGS BEFORE $S",
      "INSTALL PLUGIN p SONAME $S",
      "CREATE FUNCTION f RETURNS STRING SONAME $S",
      "CREATE EVENT e ON SCHEDULE AT $S + INTERVAL $N DAY COMMENT $S DO SET @a = $S",
      "CREATE PROCEDURE p() COMMENT $S BEGIN DECLARE c CONDITION FOR SQLSTATE $S; SELECT $S; END",
      "CREATE TRIGGER g BEFORE INSERT ON x FOR EACH ROW SET NEW.b = $S",
      "CREATE DEFINER=$S@$S VIEW v AS SELECT $S, $N",
      "CREATE TABLESPACE s ADD DATAFILE $S COMMENT $S",
      "CLONE INSTANCE FROM $S@$S:3306 IDENTIFIED BY $S",
      "SET GLOBAL init_connect = $S, GLOBAL sql_mode = $S",
      "SET PERSIST a = $S",
      "SET DEFAULT ROLE NONE FOR $S@$S",
      "BACKUP LOCK $S",
      "RESET MASTER TO $N",
      "FLUSH BINARY LOGS DELETE_DOMAIN_ID=($N)",
      "ANALYZE TABLE x UPDATE HISTOGRAM ON a USING DATA $S",
      "IMPORT TABLE FROM $S",
      "SHOW GRANTS FOR $S@$S"};
  // No text after them makes the statement valid: a server must not execute SET PASSWORD.
  static constexpr std::string_view kBadEnds[] = {" !!", " !! 'unterminated", " !! `open",
                                                  " , , !!", " !! /* open"};

  template <std::size_t size>
  std::string OneOf(const std::string_view (&values)[size]) {
    return std::string{values[Below(size)]};
  }

  std::string Word() {
    const std::string word = "zq" + std::to_string(++count_) + "k";
    secrets_.push_back(word);
    return word;
  }
  std::string Number() {
    const std::string number = std::to_string(731000000 + ++count_);
    secrets_.push_back(number);
    return number;
  }
  static std::string Hex(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string hex;
    for (const char c : text) {
      hex += kDigits[static_cast<unsigned char>(c) >> 4U];
      hex += kDigits[static_cast<unsigned char>(c) & 15U];
    }
    return hex;
  }
  /// Returns the inside of a literal in these quotes. No '%': MariaDB's client takes the name of a
  /// file of LOAD DATA LOCAL for a format.
  std::string Content(char quote) {
    static constexpr std::string_view kPieces[] = {" ",         "--",
                                                   "-- ",       "#",
                                                   "/*",        "*/",
                                                   "/*!",       ";",
                                                   "; SELECT ", "?",
                                                   "(",         ")",
                                                   ",",         "@",
                                                   "$$",        "\n",
                                                   "`",         "[",
                                                   "]",         "{",
                                                   "é",         "日本",
                                                   "0x",        "near ",
                                                   " for key ", "IDENTIFIED BY "};
    std::string content;
    for (std::size_t count = 1 + Below(4); count > 0; --count) {
      content += Word();
      switch (Below(6)) {
        case 0:
          content += std::string{quote} + quote;
          break;
        case 1:
          content += quote == '\'' ? "\"" : "'";
          break;
        case 2:
          if (mode_.backslash_escapes) content += std::string{"\\"} + quote + "\\\\\\n";
          break;
        default:
          content += OneOf(kPieces);
      }
    }
    return content;
  }
  std::string String() {
    const bool doubled = !mode_.ansi_quotes && Below(3) == 0;
    const char quote = doubled ? '"' : '\'';
    static constexpr std::string_view kPrefixes[] = {"", "", "", "", "N", "_utf8mb4", "_latin1 "};
    std::string prefix = OneOf(kPrefixes);
    if (prefix == "N" && doubled) prefix.clear();
    return prefix + quote + Content(quote) + quote;
  }
  std::string Literal() {
    const auto hexadecimal = [this] {
      const std::string hex = Hex(Word());
      secrets_.push_back(hex);
      return hex;
    };
    switch (Below(5)) {
      case 0:
        return "x'" + hexadecimal() + "'";
      case 1:
        return "0x" + hexadecimal();
      case 2:
        return Number() + "." + Number();
      default:
        return String();
    }
  }
  std::string Fill(std::string_view form) {
    std::string sql;
    for (std::size_t i = 0; i < form.size(); ++i) {
      const char kind = form[i] == '$' && i + 1 < form.size() ? form[i + 1] : '\0';
      const bool place = kind == 'S' || kind == 'L' || kind == 'N';
      if (!place) {
        sql += form[i];
        continue;
      }
      ++i;
      // Settings and identities take plain literals only; introducers would be errors of syntax.
      sql += kind == 'S'   ? (Below(3) == 0 ? String() : "'" + Content('\'') + "'")
             : kind == 'L' ? Literal()
                           : Number();
    }
    return sql;
  }
  std::string Wrap(const std::string& sql) {
    switch (Below(14)) {
      case 0:
        return "/*!50000 " + sql + " */";
      case 1:
        return "/*M!100000 " + sql + " */";
      case 2:
        return "/*!99999 " + Word() + " */ " + sql;
      case 3:
        return "/* " + Word() + " */ " + sql;
      case 4:
        return sql + " -- " + Word();
      case 5:
        return sql + " # " + Word() + "\n";
      case 6:
        return "-- " + Word() + "\n" + sql;
      case 7:
        return "DO 1; " + sql;
      case 8:
        return sql + "; SELECT " + Literal() + (Below(4) == 0 ? "" : ", 1");
      case 9:
        return "(" + sql + ")";
      case 10:
        return "EXPLAIN " + sql;
      default:
        return sql;
    }
  }

  std::mt19937 random_;
  Mode mode_;
  std::uint64_t count_ = 0;
  std::vector<std::string> secrets_;
};

}  // namespace dbspan::test
