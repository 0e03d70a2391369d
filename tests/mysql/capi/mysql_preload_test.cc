// Tests an unmodified Debian program with dbspan preloaded: Python's MySQLdb.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/preload.h"
#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::ResultOf;

class MySqlPreloadTest : public ::testing::Test {
 protected:
  /// Returns the output of a Python script that has a connection `c`, with these libraries
  /// preloaded.
  std::string Python(const std::string& preload, const std::string& script) {
    return OutputOf(Preloaded(sink_, preload) + "/usr/bin/python3 -c \"import MySQLdb\n" +
                    "c = MySQLdb.connect(host='" + server_.host + "', port=" +
                    std::to_string(server_.port) + ", user='" + server_.user + "', password='" +
                    server_.password + "', database='" + server_.database + "')\n" + script + "\"");
  }

  ServerUrl server_ = MySqlServer();
  HttpSink sink_;
};

TEST_F(MySqlPreloadTest, PythonSaysWhatItAlwaysSaysAndIsTraced) {
  const std::string script =
      "k = c.cursor()\n"
      "k.execute('CREATE TEMPORARY TABLE people (a INT, b TEXT)')\n"
      "k.executemany('INSERT INTO people VALUES (%s, %s)', [(1, 'x'), (2, 'secret')])\n"
      "k.execute('SELECT b FROM people ORDER BY a')\n"
      "print(k.fetchall())\n"
      "import MySQLdb.cursors\n"
      "s = c.cursor(MySQLdb.cursors.SSCursor)\n"
      "s.execute('SELECT 1 UNION SELECT 2 UNION SELECT 12')\n"
      "print(sum(row[0] for row in s))\n"
      "try:\n"
      "  k.execute('SELECT nothing')\n"
      "except MySQLdb.OperationalError as error:\n"
      "  print(error)\n";

  const std::string traced = Python(DBSPAN_LIBRARY, script);

  EXPECT_EQ(traced, Python("", script));
  EXPECT_THAT(traced, HasSubstr("(('x',), ('secret',))\n15\n(1054"));
  EXPECT_THAT(ExportedNames(sink_),
              IsSupersetOf({"CREATE TABLE people", "INSERT people", "SELECT people"}));
  const auto has = [](const std::string& text) {
    return Contains(
        ResultOf([](const nlohmann::json& span) { return span.dump(); }, HasSubstr(text)));
  };
  EXPECT_THAT(ExportedSpans(sink_), has("1054"));
  EXPECT_THAT(ExportedSpans(sink_), Not(has("secret")));
}

TEST_F(MySqlPreloadTest, BehindTheClientItSaysThatCallsGoPastIt) {
  EXPECT_THAT(Python(DBSPAN_MYSQLCLIENT_SONAME ":" DBSPAN_LIBRARY, "print(1)"),
              HasSubstr("calls go past it"));
}

}  // namespace
}  // namespace dbspan::test
