// Runs the same calls of libpqxx in the header form and in the linked form. The program sees the
// same, and the spans have the same attributes: what the server has answered decides them.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/pg/libpq/libpq_fixture.h"

// Deprecated from libpqxx 7.10 on, and still what programs have.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;

struct Traced {
  using connection = dbspan::pqxx::connection;
  using work = dbspan::pqxx::work;
  using nontransaction = dbspan::pqxx::nontransaction;
};

struct Native {
  using connection = ::pqxx::connection;
  using work = ::pqxx::work;
  using nontransaction = ::pqxx::nontransaction;
};

constexpr const char* kPrepared = "prepared";

template <class Row>
std::string TextOfRow(const Row& row) {
  return std::size(row) == 0 ? "no columns" : std::string{row[0].c_str()};
}
std::string TextOf(const ::pqxx::row& row) { return TextOfRow(row); }
std::string TextOf(const ::pqxx::result& result) {
  return std::to_string(result.size()) + (result.empty() ? "" : " " + TextOfRow(result[0]));
}

/// A way to run a statement. Returns what the program sees.
template <class Work>
struct Call {
  const char* name;
  std::function<std::string(Work&, const std::string&)> run;
  bool prepared = false;
};

template <class Work>
std::vector<Call<Work>> Calls() {
  using Sql = const std::string&;
  return {
    {"exec", [](Work& w, Sql sql) { return TextOf(w.exec(sql)); }},
        {"exec0",
         [](Work& w, Sql sql) {
           w.exec0(sql);
           return std::string{"0"};
         }},
        {"exec1", [](Work& w, Sql sql) { return TextOf(w.exec1(sql)); }},
        {"exec_n", [](Work& w, Sql sql) { return TextOf(w.exec_n(2, sql)); }},
        {"exec_params", [](Work& w, Sql sql) { return TextOf(w.exec_params(sql)); }},
        {"exec_params0",
         [](Work& w, Sql sql) {
           w.exec_params0(sql);
           return std::string{"0"};
         }},
        {"exec_params1", [](Work& w, Sql sql) { return TextOf(w.exec_params1(sql)); }},
        {"exec_params_n", [](Work& w, Sql sql) { return TextOf(w.exec_params_n(2, sql)); }},
        {"exec_prepared", [](Work& w, Sql) { return TextOf(w.exec_prepared(kPrepared)); }, true},
        {"exec_prepared0",
         [](Work& w, Sql) {
           w.exec_prepared0(kPrepared);
           return std::string{"0"};
         },
         true},
        {"exec_prepared1", [](Work& w, Sql) { return TextOf(w.exec_prepared1(kPrepared)); }, true},
        {"exec_prepared_n", [](Work& w, Sql) { return TextOf(w.exec_prepared_n(2, kPrepared)); },
         true},
#if PQXX_VERSION_MAJOR >= 7
        {"query_value",
         [](Work& w, Sql sql) { return std::to_string(w.template query_value<int>(sql)); }},
        {"query", [](Work& w, Sql sql) {
           std::string all;
           for (auto [i] : w.template query<int>(sql)) all += std::to_string(i);
           return all;
         }},
#endif
  };
}

class LibpqFormsTest : public LibpqFixture {
 protected:
  struct Seen {
    std::string by_the_program;
    std::vector<RecordedSpan> spans;
  };

  template <class Form>
  static Seen Run(Telemetry& telemetry, typename Form::connection& connection, std::size_t call,
                  const std::string& sql) {
    const auto one = Calls<typename Form::work>()[call];
    Seen seen;
    typename Form::work work{connection};
    work.exec("CREATE TEMPORARY TABLE t (a int) ON COMMIT DROP");
    work.exec("INSERT INTO t VALUES (1), (2)");
    telemetry.Clear();
    try {
      if (one.prepared) connection.prepare(kPrepared, sql);
      seen.by_the_program = one.run(work, sql);
    } catch (const std::exception& exception) {
      seen.by_the_program = std::string{typeid(exception).name()} + ": " + exception.what();
    }
    seen.spans = telemetry.Spans();
    work.abort();
    if (one.prepared) Unprepare(connection);
    return seen;
  }
  template <class Connection>
  static void Unprepare(Connection& connection) {
    try {
      connection.unprepare(kPrepared);
    } catch (const ::pqxx::failure&) {  // it could not be prepared
    }
  }

  static std::vector<std::string> Statements() {
    return {"SELECT 1",
            "SELECT generate_series(1, 2)",
            "SELECT generate_series(1, 3)",
            "SELECT 1 WHERE false",
            "SELECT 1, 2",
            "SELECT 'word'",
            "SELECT NULL::int",
            "SELECT 1 / 0",
            "SELEC 1",
            "VALUES (1), (2)",
            "TABLE t",
            "EXPLAIN SELECT 1",
            "INSERT INTO t VALUES (3)",
            "INSERT INTO t VALUES (3) RETURNING a",
            "INSERT INTO t VALUES (3), (4) RETURNING a",
            "INSERT INTO t SELECT 1 WHERE false RETURNING a",
            "UPDATE t SET a = a + 1",
            "UPDATE t SET a = a + 1 RETURNING a",
            "DELETE FROM t WHERE a = 1 RETURNING a",
            "WITH x AS (SELECT 7 AS a) INSERT INTO t SELECT a FROM x RETURNING a",
            "WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x",
            "CREATE TEMPORARY TABLE u AS SELECT generate_series(1, 5)",
            "SELECT a INTO TEMPORARY u FROM t",
            "DELETE FROM t; SELECT generate_series(1, 4)",
            "SELECT generate_series(1, 4); DELETE FROM t",
            "LISTEN l",
            "DO $$ BEGIN END $$"};
  }
};

TEST_F(LibpqFormsTest, EveryCallHasTheRowsAndTheErrorOfTheServer) {
  Traced::connection traced{server_.text};
  Native::connection native{server_.text};
  std::size_t checks = 0;
  for (std::size_t call = 0; call < Calls<Traced::work>().size(); ++call) {
    for (const std::string& sql : Statements()) {
      const std::string where = std::string{Calls<Traced::work>()[call].name} + ": " + sql;
      const Seen header = Run<Traced>(telemetry_, traced, call, sql);
      const Seen linked = Run<Native>(telemetry_, native, call, sql);

      EXPECT_EQ(header.by_the_program, linked.by_the_program) << where;
      ASSERT_EQ(header.spans.size(), linked.spans.size())
          << where << ::testing::PrintToString(header.spans)
          << ::testing::PrintToString(linked.spans);
      for (std::size_t i = 0; i < header.spans.size(); ++i) {
        RecordedSpan expected = linked.spans[i];
        // libpqxx 6 prepares at the first execution: libpq sees that this failed.
        if (expected.attributes.erase("db.operation.name") == 0) {
          EXPECT_EQ(header.spans[i].name, expected.name) << where;
        }
        EXPECT_EQ(header.spans[i].status, expected.status) << where;
        EXPECT_EQ(header.spans[i].attributes, expected.attributes) << where;
      }
      ++checks;
    }
  }
  EXPECT_GE(checks, 12 * Statements().size());
}

/// All SQLSTATEs of the server's list, one of each class as users choose them, and of no class.
std::set<std::string> AllSqlstates() {
  std::set<std::string> codes = {"U0815", "ABCDE", "08XYZ", "40XYZ", "53XYZ", "40002"};
  std::ifstream list{DBSPAN_PG_ERROR_CODES};
  for (std::string line; std::getline(list, line);) {
    const std::string code = line.substr(0, line.find(' '));
    if (code.size() == 5 && line.find("    E    ") != std::string::npos) codes.insert(code);
  }
  return codes;
}

TEST_F(LibpqFormsTest, EverySqlstateIsTheErrorOfItsCall) {
  const std::set<std::string> codes = AllSqlstates();
  ASSERT_GT(codes.size(), 200U) << DBSPAN_PG_ERROR_CODES;
  Traced::connection traced{server_.text};
  Native::connection native{server_.text};
  const auto fails_with = [&](const std::string& code) {
    return ElementsAre(AllOf(SpanFailedWith(code), KeepsTheContract(),
                             HasAttribute("db.response.status_code", Text(code))));
  };
  const auto expect = [&](auto& connection, auto form, const std::string& sql,
                          const std::string& code) {
    using Form = decltype(form);
    for (const auto& one : Calls<typename Form::nontransaction>()) {
      if (one.prepared) continue;
      typename Form::nontransaction work{connection};
      telemetry_.Clear();
      EXPECT_ANY_THROW(one.run(work, sql)) << one.name << code;
      EXPECT_THAT(telemetry_.Spans(), fails_with(code)) << one.name;
    }
  };
  for (const std::string& code : codes) {
    const std::string sql = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '" + code + "'; END $$";
    expect(traced, Traced{}, sql, code);
    expect(native, Native{}, sql, code);
  }
}

}  // namespace
}  // namespace dbspan::test
