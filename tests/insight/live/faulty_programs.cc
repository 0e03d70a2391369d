#include <dbspan/pool.h>
#include <dbspan/query_budget.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "tests/insight/live/programs.h"

namespace dbspan::test {
namespace {

using namespace std::chrono_literals;

std::string Id(int id) { return std::to_string(id); }

void SelectInALoop(Shop& shop, int times) {
  for (int i = 1; i <= times; ++i) shop.Sql("SELECT item FROM stock WHERE id = " + Id(i));
}

void StatementsUnlikeEachOther(Shop& shop, int count) {
  for (int i = 0; i < count; ++i) {
    shop.Sql("SELECT id AS " + Letters(i) + " FROM stock WHERE id = 1");
  }
}

void ThreeStatementsWithin(Shop& shop, std::size_t operations) {
  const QueryBudget budget{"checkout", operations};
  shop.Sql("SELECT count(*) FROM stock");
  shop.Redis("GET cart:1");
  shop.MySql("SELECT count(*) FROM customers");
}

// Each thread waits for the answer before it asks again.
void LoopInThreads(int threads, int times) {
  std::vector<std::thread> all;
  for (int thread = 0; thread < threads; ++thread) {
    all.emplace_back([thread, times] {
      dbspan::pqxx::connection connection{PostgresServer().text};
      dbspan::pqxx::nontransaction tx{connection};
      for (int i = 0; i < times; ++i) {
        tx.exec("SELECT relname FROM pg_class WHERE oid = " + Id(100 * thread + i));
      }
    });
  }
  for (std::thread& thread : all) thread.join();
}

void SleepWithin(Shop& shop, std::chrono::nanoseconds time) {
  const QueryBudget budget{"checkout", 0, time};
  shop.Sql("SELECT pg_sleep(0.05)");
}

}  // namespace

std::vector<FaultyProgram> FaultyPrograms() {
  return {
      {"SelectInALoop",
       [](Shop& shop) { SelectInALoop(shop, 25); },
       {{"repeated-statement", "25", "26"}}},
      {"SelectAndGetByTurns",
       [](Shop& shop) {
         for (int i = 1; i <= 6; ++i) {
           shop.Sql("SELECT item FROM stock WHERE id = " + Id(i));
           shop.Redis("GET cart:%d", i);
         }
       },
       {{"repeated-statement", "6", "7"}, {"repeated-statement", "6", "7"}}},
      {"GetInALoop",
       [](Shop& shop) {
         for (int i = 0; i < 5; ++i) shop.Redis("GET cart:%d", i);
       },
       {{"repeated-statement", "5", "6"}}},
      {"MySqlSelectInALoop",
       [](Shop& shop) {
         for (int i = 1; i <= 5; ++i) shop.MySql("SELECT name FROM customers WHERE id = " + Id(i));
       },
       {{"repeated-statement", "5", "6"}}},
      {"InsertInALoop",
       [](Shop& shop) {
         dbspan::pqxx::work tx{shop.postgres()};
         for (int i = 1; i <= 9; ++i) {
           tx.exec("INSERT INTO stock VALUES (" + Id(1000 + i) + ", 'x')");
         }
         tx.abort();
       },
       {{"repeated-statement", "9", "10"}}},
      {"PreparedStatementInALoop",
       [](Shop& shop) {
         shop.postgres().prepare("one", "SELECT item FROM stock WHERE id = $1");
         dbspan::pqxx::nontransaction tx{shop.postgres()};
         for (int i = 1; i <= 8; ++i) tx.exec_prepared("one", i);
       },
       {{"repeated-statement", "8", "9"}}},
      {"FiftyOneStatements",
       [](Shop& shop) { StatementsUnlikeEachOther(shop, 51); },
       {{"chatty", "50", "51"}}},
      {"TheSameSelectTwice",
       [](Shop& shop) {
         shop.Sql("SELECT item FROM stock WHERE id = 7");
         shop.Sql("SELECT item FROM stock WHERE id = 7");
       },
       {{"redundant-statement", "2", "3"}}},
      {"TheSameGetTwice",
       [](Shop& shop) {
         shop.Redis("GET cart:1");
         shop.Redis("GET cart:1");
       },
       {{"redundant-statement", "2", "3"}}},
      {"LookupsOfKeysThatNobodyWrites",
       [](Shop& shop) {
         shop.Redis("MGET basket:1 basket:2 basket:3 basket:4 basket:5");
         shop.Redis("MGET basket:6 basket:7 basket:8 basket:9 basket:10");
       },
       {{"always-missing", "10", "11"}}},
      {"CacheThatNobodyReads",
       [](Shop& shop) {
         for (int i = 0; i < 10; ++i) shop.Redis("SETEX page:%d 60 text", i);
       },
       {{"never-read", "10", "11"}, {"repeated-statement", "10", "11"}}},
      {"SlowInPostgres",
       [](Shop& shop) { shop.Sql("SELECT pg_sleep(0.3)"); },
       {{"slow-statement", "300ms", "3600s"}}},
      {"SlowInMySql",
       [](Shop& shop) { shop.MySql("SELECT SLEEP(0.3)"); },
       {{"slow-statement", "300ms", "3600s"}}},
      {"OneMuchSlowerThanTheOthers",
       [](Shop& shop) {
         for (int i = 0; i < 35; ++i) shop.Sql("SELECT pg_sleep(0.0000" + Id(i) + ")");
         shop.Sql("SELECT pg_sleep(0.5)");
       },
       {{"slower-than-usual", "2", "999999999"}, {"repeated-statement", "36", "37"}}},
      {"StreamGivenUpAtTheFirstRow",
       [](Shop& shop) { shop.StreamCustomers(1); },
       {{"unused-rows", "1", "2"}}},
      {"AbortedTransaction",
       [](Shop& shop) {
         shop.Try("BEGIN");
         shop.Try("SELECT 1 FROM nowhere");
         for (const char* column : {"a", "b", "c", "d", "e"}) {
           shop.Try(std::string{"SELECT id AS "} + column + " FROM stock");
         }
         shop.Try("ROLLBACK");
       },
       {{"error-storm", "5", "6"}}},
      {"WrongTypeInRedis",
       [](Shop& shop) {
         shop.Redis("LPUSH cart:1 x");
         shop.Redis("SADD cart:1 x");
         shop.Redis("ZADD cart:1 1 x");
         shop.Redis("HSET cart:1 f x");
         shop.Redis("XLEN cart:1");
       },
       {{"error-storm", "5", "6"}}},
      {"SentAgainAndAgain",
       [](Shop& shop) {
         for (int i = 0; i < 3; ++i) shop.Try("SELECT id FROM nowhere WHERE id = " + Id(i));
         shop.Try("SELECT 7 / 7");
       },
       {{"retries", "2", "3"}}},
      {"LoopOnFourConnectionsAtOnce",
       [](Shop& /*shop*/) { LoopInThreads(4, 10); },
       {{"repeated-statement", "5", "41"}}},
      {"PagesByOffset",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) {
           shop.Sql("SELECT id FROM stock ORDER BY id LIMIT 10 OFFSET " + Id(10 * i));
         }
       },
       {{"repeated-statement", "6", "7"}}},
      {"ConnectionForEachStatement",
       [](Shop& shop) { shop.ConnectAndAsk(5, 1); },
       {{"connection-churn", "5", "6"}}},
      {"WorkInsideATransaction",
       [](Shop& shop) {
         dbspan::pqxx::work tx{shop.postgres()};
         tx.exec("SELECT count(*) FROM stock");
         std::this_thread::sleep_for(300ms);
         tx.commit();
       },
       {{"idle-transaction", "300ms", "3600s"}}},
      {"WaitsForThePool",
       [](Shop& shop) {
         PoolMetrics pool{"pool", [] { return PoolState{}; }};
         pool.RecordWait(60ms);
         pool.RecordWait(70ms);
         shop.Sql("SELECT count(*) FROM stock");
       },
       {{"pool-wait", "130ms", "131ms"}}},
      {"MoreThanItsBudget",
       [](Shop& shop) { ThreeStatementsWithin(shop, 2); },
       {{"over-budget", "", ""}},
       "",
       [](Shop& shop) { ThreeStatementsWithin(shop, 3); }},
      {"LongerThanItsBudget",
       [](Shop& shop) { SleepWithin(shop, 50ms); },
       {{"over-budget", "", ""}},
       "",
       [](Shop& shop) { SleepWithin(shop, 1h); }},
  };
}

}  // namespace dbspan::test
