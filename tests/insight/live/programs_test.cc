// Runs small programs against real servers. A program with a fault must have the fault's finding;
// the others must have none.

#include <dbspan/pool.h>
#include <dbspan/query_budget.h>
#include <dbspan/testing/recording.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/insight/live/shop.h"

namespace dbspan::test {
namespace {

using dbspan::testing::Recording;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;
using namespace std::chrono_literals;

struct Program {
  const char* name;
  void (*run)(Shop&);
  std::vector<std::string> findings;
};

std::ostream& operator<<(std::ostream& out, const Program& program) { return out << program.name; }

std::string Id(int id) { return std::to_string(id); }

std::string Letters(int number) {
  return std::string(1, static_cast<char>('a' + number / 10)) +
         std::string(1, static_cast<char>('a' + number % 10));
}

const Program kFaulty[] = {
    {"SelectInALoop",
     [](Shop& shop) {
       for (int i = 1; i <= 25; ++i) shop.Sql("SELECT item FROM stock WHERE id = " + Id(i));
     },
     {"repeated-statement"}},
    {"SelectAndGetByTurns",
     [](Shop& shop) {
       for (int i = 1; i <= 6; ++i) {
         shop.Sql("SELECT item FROM stock WHERE id = " + Id(i));
         shop.Redis("GET cart:%d", i);
       }
     },
     {"repeated-statement", "repeated-statement"}},
    {"GetInALoop",
     [](Shop& shop) {
       for (int i = 0; i < 5; ++i) shop.Redis("GET cart:%d", i);
     },
     {"repeated-statement"}},
    {"MySqlSelectInALoop",
     [](Shop& shop) {
       for (int i = 1; i <= 5; ++i) shop.MySql("SELECT name FROM customers WHERE id = " + Id(i));
     },
     {"repeated-statement"}},
    {"InsertInALoop",
     [](Shop& shop) {
       dbspan::pqxx::work tx{shop.postgres()};
       for (int i = 1; i <= 9; ++i) tx.exec("INSERT INTO stock VALUES (" + Id(1000 + i) + ", 'x')");
       tx.abort();
     },
     {"repeated-statement"}},
    {"PreparedStatementInALoop",
     [](Shop& shop) {
       shop.postgres().prepare("one", "SELECT item FROM stock WHERE id = $1");
       dbspan::pqxx::nontransaction tx{shop.postgres()};
       for (int i = 1; i <= 8; ++i) tx.exec_prepared("one", i);
     },
     {"repeated-statement"}},
    {"FiftyOneStatements",
     [](Shop& shop) {
       for (int i = 0; i < 51; ++i)
         shop.Sql("SELECT id AS " + Letters(i) + " FROM stock WHERE id = 1");
     },
     {"chatty"}},
    {"TheSameSelectTwice",
     [](Shop& shop) {
       shop.Sql("SELECT item FROM stock WHERE id = 7");
       shop.Sql("SELECT item FROM stock WHERE id = 7");
     },
     {"redundant-statement"}},
    {"TheSameGetTwice",
     [](Shop& shop) {
       shop.Redis("GET cart:1");
       shop.Redis("GET cart:1");
     },
     {"redundant-statement"}},
    {"LookupsOfKeysThatNobodyWrites",
     [](Shop& shop) {
       shop.Redis("MGET basket:1 basket:2 basket:3 basket:4 basket:5");
       shop.Redis("MGET basket:6 basket:7 basket:8 basket:9 basket:10");
     },
     {"always-missing"}},
    {"CacheThatNobodyReads",
     [](Shop& shop) {
       for (int i = 0; i < 10; ++i) shop.Redis("SETEX page:%d 60 text", i);
     },
     {"never-read", "repeated-statement"}},
    {"SlowInPostgres", [](Shop& shop) { shop.Sql("SELECT pg_sleep(2.1)"); }, {"slow-statement"}},
    {"SlowInMySql", [](Shop& shop) { shop.MySql("SELECT SLEEP(2.1)"); }, {"slow-statement"}},
    {"OneMuchSlowerThanTheOthers",
     [](Shop& shop) {
       for (int i = 0; i < 35; ++i) shop.Sql("SELECT pg_sleep(0.0000" + Id(i) + ")");
       shop.Sql("SELECT pg_sleep(0.2)");
     },
     {"slower-than-usual", "repeated-statement"}},
    {"StreamGivenUpAtTheFirstRow",
     [](Shop& shop) {
       const std::unique_ptr<sql::Statement> statement{shop.mysql().createStatement()};
       statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
       const std::unique_ptr<sql::ResultSet> rows{
           statement->executeQuery("SELECT name FROM customers")};
       rows->next();
     },
     {"unused-rows"}},
    {"AbortedTransaction",
     [](Shop& shop) {
       shop.Try("BEGIN");
       shop.Try("SELECT 1 FROM nowhere");
       for (const char* column : {"a", "b", "c", "d", "e"}) {
         shop.Try(std::string{"SELECT id AS "} + column + " FROM stock");
       }
       shop.Try("ROLLBACK");
     },
     {"error-storm"}},
    {"WrongTypeInRedis",
     [](Shop& shop) {
       shop.Redis("LPUSH cart:1 x");
       shop.Redis("SADD cart:1 x");
       shop.Redis("ZADD cart:1 1 x");
       shop.Redis("HSET cart:1 f x");
       shop.Redis("XLEN cart:1");
     },
     {"error-storm"}},
    {"SentAgainAndAgain",
     [](Shop& shop) {
       for (int i = 0; i < 3; ++i) shop.Try("SELECT id / 0 FROM stock WHERE id = " + Id(i + 1));
       shop.Try("SELECT 7 / 7");
     },
     {"retries"}},
    {"ConnectionForEachStatement",
     [](Shop&) {
       for (int i = 0; i < 5; ++i) {
         dbspan::pqxx::connection connection{PostgresServer().text};
         dbspan::pqxx::nontransaction tx{connection};
         tx.exec("SELECT 1 AS " + Letters(i));
       }
     },
     {"connection-churn"}},
    {"WorkInsideATransaction",
     [](Shop& shop) {
       dbspan::pqxx::work tx{shop.postgres()};
       tx.exec("SELECT count(*) FROM stock");
       std::this_thread::sleep_for(1200ms);
       tx.commit();
     },
     {"idle-transaction"}},
    {"WaitsForThePool",
     [](Shop& shop) {
       PoolMetrics pool{"pool", [] { return PoolState{}; }};
       pool.RecordWait(60ms);
       pool.RecordWait(70ms);
       shop.Sql("SELECT count(*) FROM stock");
     },
     {"pool-wait"}},
    {"MoreThanItsBudget",
     [](Shop& shop) {
       const QueryBudget budget{"checkout", 2};
       shop.Sql("SELECT count(*) FROM stock");
       shop.Redis("GET cart:1");
       shop.MySql("SELECT count(*) FROM customers");
     },
     {"over-budget"}},
    {"LongerThanItsBudget",
     [](Shop& shop) {
       const QueryBudget budget{"checkout", 0, 20ms};
       shop.Sql("SELECT pg_sleep(0.05)");
     },
     {"over-budget"}},
};

const Program kClean[] = {
    {"OneJoin", [](Shop& shop) { shop.Sql("SELECT * FROM stock a JOIN stock b USING (id)"); }, {}},
    {"AllAtOnce",
     [](Shop& shop) { shop.Sql("SELECT item FROM stock WHERE id = ANY('{1,2,3,4,5,6}')"); },
     {}},
    {"FourTimes",
     [](Shop& shop) {
       for (int i = 1; i <= 4; ++i) shop.Sql("SELECT item FROM stock WHERE id = " + Id(i));
     },
     {}},
    {"Mget", [](Shop& shop) { shop.Redis("MGET cart:1 cart:2 cart:3 cart:4 cart:5 cart:6"); }, {}},
    {"PipelineOfGets",
     [](Shop& shop) {
       for (int i = 0; i < 20; ++i) redisAppendCommand(shop.redis(), "GET cart:%d", i);
       for (int i = 0; i < 20; ++i) {
         void* reply = nullptr;
         redisGetReply(shop.redis(), &reply);
         freeReplyObject(reply);
       }
     },
     {}},
    {"InsertOfSeveralRows",
     [](Shop& shop) {
       dbspan::pqxx::work tx{shop.postgres()};
       tx.exec(
           "INSERT INTO stock VALUES (201, 'a'), (202, 'b'), (203, 'c'), (204, 'd'), (205, 'e')");
       tx.abort();
     },
     {}},
    {"TransactionOfThreeStatements",
     [](Shop& shop) {
       dbspan::pqxx::work tx{shop.postgres()};
       tx.exec("SELECT item FROM stock WHERE id = 1 FOR UPDATE");
       tx.exec("UPDATE stock SET item = 'sold' WHERE id = 1");
       tx.exec("SELECT count(*) FROM stock");
       tx.commit();
     },
     {}},
    {"SixTransactions",
     [](Shop& shop) {
       for (int i = 0; i < 6; ++i) {
         dbspan::pqxx::work tx{shop.postgres()};
         tx.exec("SELECT id AS " + Letters(i) + " FROM stock");
         tx.commit();
       }
     },
     {}},
    {"StreamReadToItsEnd",
     [](Shop& shop) {
       const std::unique_ptr<sql::Statement> statement{shop.mysql().createStatement()};
       statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
       const std::unique_ptr<sql::ResultSet> rows{
           statement->executeQuery("SELECT name FROM customers")};
       while (rows->next()) {
       }
     },
     {}},
    {"ManyRows", [](Shop& shop) { shop.Sql("SELECT * FROM generate_series(1, 5000)"); }, {}},
    {"CacheAside",
     [](Shop& shop) {
       shop.Redis("GET price:1");
       shop.Sql("SELECT item FROM stock WHERE id = 1");
       shop.Redis("SETEX price:1 60 x");
     },
     {}},
    {"AFewMisses", [](Shop& shop) { shop.Redis("MGET cart:1 cart:2 cart:300 cart:400"); }, {}},
    {"OneFailure",
     [](Shop& shop) {
       shop.Try("INSERT INTO stock VALUES (1, 'again')");
       shop.Sql("SELECT count(*) FROM stock");
     },
     {}},
    {"OneRetry",
     [](Shop& shop) {
       shop.Try("SELECT id / (id - 1) FROM stock WHERE id = 1");
       shop.Try("SELECT id / (id - 1) FROM stock WHERE id = 2");
     },
     {}},
    {"FiftyStatements",
     [](Shop& shop) {
       for (int i = 0; i < 50; ++i)
         shop.Sql("SELECT id AS " + Letters(i) + " FROM stock WHERE id = 1");
     },
     {}},
    {"CursorInBlocks",
     [](Shop& shop) {
       dbspan::pqxx::work tx{shop.postgres()};
       tx.exec("DECLARE all_of_it CURSOR FOR SELECT * FROM stock");
       for (int i = 0; i < 10; ++i) tx.exec("FETCH 10 FROM all_of_it");
       tx.commit();
     },
     {}},
    {"WaitsForAJob", [](Shop& shop) { shop.Redis("BLPOP jobs 1"); }, {}},
    {"Settings",
     [](Shop& shop) {
       for (int i = 0; i < 10; ++i) shop.Sql("SET statement_timeout = " + Id(10000 + i));
     },
     {}},
    {"Definitions",
     [](Shop& shop) {
       for (int i = 0; i < 6; ++i) shop.Sql("CREATE TEMPORARY TABLE t_" + Letters(i) + " (id INT)");
     },
     {}},
    {"PreparedStatementFourTimes",
     [](Shop& shop) {
       shop.postgres().prepare("one", "SELECT item FROM stock WHERE id = $1");
       dbspan::pqxx::nontransaction tx{shop.postgres()};
       for (int i = 1; i <= 4; ++i) tx.exec_prepared("one", 7);
     },
     {}},
    {"WithinItsBudget",
     [](Shop& shop) {
       const QueryBudget budget{"checkout", 2, 10s};
       shop.Sql("SELECT count(*) FROM stock");
       shop.Redis("GET cart:1");
     },
     {}},
    {"OneConnection",
     [](Shop&) {
       dbspan::pqxx::connection connection{PostgresServer().text};
       dbspan::pqxx::nontransaction tx{connection};
       tx.exec("SELECT 1");
     },
     {}},
};

/// Sets the variables of optional findings. They are read when the first operation is watched.
const bool kAskedFor = [] {
  setenv("DBSPAN_FINDING_THRESHOLDS", "redundant-statement=2,idle-transaction=1s,slow-statement=2s",
         1);
  setenv("DBSPAN_CONNECT_SPANS", "true", 1);
  setenv("DBSPAN_TRANSACTION_SPANS", "true", 1);
  return true;
}();

class ProgramTest : public ::testing::TestWithParam<Program> {};

TEST_P(ProgramTest, HasTheFindingsItMustHaveAndNoOthers) {
  Shop shop;
  const Recording recording;

  GetParam().run(shop);

  std::vector<std::string> kinds;
  for (const ReportedFinding& finding : recording.findings()) kinds.push_back(finding.kind);
  EXPECT_THAT(kinds, UnorderedElementsAreArray(GetParam().findings)) << recording;
}

std::string NameOf(const ::testing::TestParamInfo<Program>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Faulty, ProgramTest, ::testing::ValuesIn(kFaulty), NameOf);
INSTANTIATE_TEST_SUITE_P(Clean, ProgramTest, ::testing::ValuesIn(kClean), NameOf);

}  // namespace
}  // namespace dbspan::test
