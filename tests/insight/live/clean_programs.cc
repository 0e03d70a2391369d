#include <dbspan/pool.h>
#include <dbspan/query_budget.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/insight/live/programs.h"

namespace dbspan::test {
namespace {

using namespace std::chrono_literals;

std::string Id(int id) { return std::to_string(id); }

// Each of these functions is a program whose argument decides whether it has a fault.

void SelectItems(Shop& shop, int times) {
  for (int i = 1; i <= times; ++i) shop.Sql("SELECT item FROM stock WHERE id = " + Id(i));
}

void Get(Shop& shop, int times) {
  for (int i = 0; i < times; ++i) shop.Redis("GET cart:%d", i);
}

void FailFiveTimes(Shop& shop, bool alike) {
  shop.Try("SELECT 1 FROM nowhere");
  shop.Try(alike ? "SELECT 2 AS b FROM nowhere" : "SELECT 1 / 0");
  shop.Try(alike ? "SELECT 3 AS c FROM nowhere" : "SELECT 'a'::int");
  shop.Try(alike ? "SELECT 4 AS d FROM nowhere" : "SELEC 1");
  shop.Try(alike ? "SELECT 5 AS e FROM nowhere" : "SELECT missing FROM stock");
}

void SlowOnceAmong(Shop& shop, int others) {
  for (int i = 0; i < others; ++i) shop.Sql("SELECT pg_sleep(0.0000" + Id(i) + ")");
  shop.Sql("SELECT pg_sleep(0.5)");
}

void SixTransactions(Shop& shop, bool alike) {
  for (int i = 0; i < 6; ++i) {
    dbspan::pqxx::work tx{shop.postgres()};
    tx.exec("SELECT id AS " + Letters(alike ? 0 : i) + " FROM stock WHERE id = " + Id(i));
    tx.commit();
  }
}

std::vector<CleanProgram> WithoutLoops() {
  constexpr const char* kKind = "repeated-statement";
  return {
      {"OneJoin", [](Shop& shop) { shop.Sql("SELECT * FROM stock a JOIN stock b USING (id)"); },
       kKind, "", "", [](Shop& shop) { SelectItems(shop, 5); }},
      {"AllAtOnce",
       [](Shop& shop) { shop.Sql("SELECT item FROM stock WHERE id = ANY('{1,2,3,4,5,6}')"); },
       kKind, "", "", [](Shop& shop) { SelectItems(shop, 6); }},
      {"FourTimes", [](Shop& shop) { SelectItems(shop, 4); }, kKind, "", "repeated-statement=4"},
      {"Mget", [](Shop& shop) { shop.Redis("MGET cart:1 cart:2 cart:3 cart:4 cart:5 cart:6"); },
       kKind, "", "", [](Shop& shop) { Get(shop, 6); }},
      {"PipelineOfGets",
       [](Shop& shop) {
         for (int i = 0; i < 20; ++i) redisAppendCommand(shop.redis(), "GET cart:%d", i);
         for (int i = 0; i < 20; ++i) {
           void* reply = nullptr;
           redisGetReply(shop.redis(), &reply);
           freeReplyObject(reply);
         }
       },
       kKind, "", "", [](Shop& shop) { Get(shop, 20); }},
      {"InsertOfSeveralRows",
       [](Shop& shop) {
         shop.Sql("INSERT INTO stock VALUES (201, 'a'), (202, 'b'), (203, 'c'), (204, 'd')");
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 201; i < 206; ++i) shop.Sql("INSERT INTO stock VALUES (" + Id(i) + ", 'a')");
       }},
      {"ManyRows", [](Shop& shop) { shop.Sql("SELECT id, item FROM stock"); }, kKind, "", "",
       [](Shop& shop) { SelectItems(shop, 100); }},
      {"SixTransactions", [](Shop& shop) { SixTransactions(shop, false); }, kKind, "", "",
       [](Shop& shop) { SixTransactions(shop, true); }},
      {"CursorInBlocks",
       [](Shop& shop) {
         dbspan::pqxx::work tx{shop.postgres()};
         tx.exec("DECLARE all_of_it CURSOR FOR SELECT * FROM stock");
         for (int i = 0; i < 10; ++i) tx.exec("FETCH 10 FROM all_of_it");
         tx.commit();
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 0; i < 10; ++i) {
           shop.Sql("SELECT * FROM stock ORDER BY id LIMIT 10 OFFSET " + Id(i * 10));
         }
       }},
      {"Settings",
       [](Shop& shop) {
         for (int i = 0; i < 10; ++i) shop.Sql("SET statement_timeout = " + Id(100000 + i));
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 0; i < 10; ++i) {
           shop.Sql("SELECT set_config('statement_timeout', '" + Id(100000 + i) + "', false)");
         }
       }},
      {"Definitions",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) {
           shop.Sql("CREATE TEMPORARY TABLE t_" + Letters(i) + " (id INT)");
         }
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) shop.Sql("DELETE FROM stock WHERE id = " + Id(i));
       }},
  };
}

void ReadPages(Shop& shop, int rows) {
  for (int i = 0; i < 6; ++i) {
    shop.Sql("SELECT id, item FROM stock WHERE id > " + Id(10 * i) + " ORDER BY id LIMIT " +
             Id(rows));
  }
}

void InsertBlocks(Shop& shop, int rows) {
  for (int i = 0; i < 6; ++i) {
    std::string sql = "INSERT INTO stock VALUES ";
    for (int row = 0; row < rows; ++row) {
      sql += (row > 0 ? ", (" : "(") + Id(1000 + 10 * i + row) + ", 'a')";
    }
    shop.Sql(sql);
  }
}

void InsertNumbersTwice(Shop& shop, const std::string& table) {
  for (int i = 0; i < 4; ++i) shop.Try("INSERT INTO " + table + " VALUES (" + Id(1 + i / 2) + ")");
}

void AskEvery(Shop& shop, std::chrono::milliseconds pause) {
  for (int i = 0; i < 6; ++i) {
    if (i > 0) std::this_thread::sleep_for(pause);
    shop.Sql("SELECT item FROM stock WHERE id = 1");
  }
}

std::vector<CleanProgram> WithLoopsThatAreRight() {
  constexpr const char* kKind = "repeated-statement";
  return {
      {"PagesByKey", [](Shop& shop) { ReadPages(shop, 10); }, kKind, "", "",
       [](Shop& shop) { ReadPages(shop, 1); }},
      {"PagesByKeyInMySql",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) {
           shop.MySql("SELECT id, name FROM customers WHERE id > " + Id(i) +
                      " ORDER BY id LIMIT 2");
         }
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) {
           shop.MySql("SELECT id, name FROM customers WHERE id > " + Id(i) +
                      " ORDER BY id LIMIT 1");
         }
       }},
      {"ListsOfIds",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) {
           shop.Sql("SELECT item FROM stock WHERE id IN (1, 2, " + Id(3 + i) + ")");
         }
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) shop.Sql("SELECT item FROM stock WHERE id IN (" + Id(i) + ")");
       }},
      {"InsertsOfManyRows", [](Shop& shop) { InsertBlocks(shop, 3); }, kKind, "", "",
       [](Shop& shop) { InsertBlocks(shop, 1); }},
      {"HealthChecks",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) shop.Sql("SELECT 1");
         for (int i = 0; i < 6; ++i) shop.MySql("SELECT 1");
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) shop.Sql("SELECT 1 FROM stock WHERE id = 1");
       }},
      {"LocksAndNotifications",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) {
           shop.Sql("SELECT pg_try_advisory_lock(" + Id(i) + ")");
           shop.Sql("SELECT pg_notify('stock', '" + Id(i) + "')");
           shop.MySql("SELECT GET_LOCK('stock', 1)");
         }
       },
       kKind, "", "",
       [](Shop& shop) {
         for (int i = 0; i < 6; ++i) shop.Sql("SELECT abs(" + Id(i) + ")");
       }},
      {"AsksFromTimeToTime", [](Shop& shop) { AskEvery(shop, 120ms); }, kKind,
       "redundant-statement=0", "", [](Shop& shop) { AskEvery(shop, 0ms); }},
      {"DuplicatesThatAreExpected",
       [](Shop& shop) {
         shop.Sql("CREATE TEMPORARY TABLE numbers (id INT PRIMARY KEY)");
         InsertNumbersTwice(shop, "numbers");
       },
       "retries", "redundant-statement=0", "",
       [](Shop& shop) { InsertNumbersTwice(shop, "nowhere"); }},
      {"QuestionsAndAnEmptyQueue",
       [](Shop& shop) {
         for (int i = 0; i < 4; ++i) {
           shop.Redis("EXISTS revoked:%d", i);
           shop.Redis("SISMEMBER blocked %d", i);
           shop.Redis("LPOP jobs");
         }
       },
       "always-missing", "always-missing=1,redundant-statement=0", "",
       [](Shop& shop) { shop.Redis("GET revoked:1"); }},
      {"BoardThatIsFilled",
       [](Shop& shop) {
         shop.Redis("ZSCORE board:1 me");
         shop.Redis("ZADD board:1 1 me");
       },
       "always-missing", "always-missing=1", "",
       [](Shop& shop) { shop.Redis("ZSCORE board:1 me"); }},
  };
}

std::vector<CleanProgram> WithCaches() {
  return {
      {"AFewMisses", [](Shop& shop) { shop.Redis("MGET cart:1 cart:2 cart:300 cart:400"); },
       "always-missing", "always-missing=2", "",
       [](Shop& shop) { shop.Redis("MGET cart:300 cart:400"); }},
      {"NineMisses", [](Shop& shop) { shop.Redis("MGET a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 a:9"); },
       "always-missing", "", "always-missing=9"},
      {"CacheThatIsFilled",
       [](Shop& shop) {
         shop.Redis("GET price:1");
         shop.Sql("SELECT item FROM stock WHERE id = 1");
         shop.Redis("SETEX price:1 60 x");
       },
       "always-missing", "always-missing=1", "",
       [](Shop& shop) {
         shop.Redis("GET price:1");
         shop.Sql("SELECT item FROM stock WHERE id = 1");
       }},
      {"CacheAside",
       [](Shop& shop) {
         shop.Redis("GET price:1");
         shop.Redis("SETEX price:1 60 x");
       },
       "never-read", "never-read=1", "", [](Shop& shop) { shop.Redis("SETEX price:1 60 x"); }},
  };
}

std::vector<CleanProgram> WithFailures() {
  return {
      {"OneFailure",
       [](Shop& shop) {
         shop.Try("INSERT INTO stock VALUES (1, 'again')");
         shop.Sql("SELECT count(*) FROM stock");
       },
       "error-storm", "", "error-storm=1"},
      {"FiveDifferentFailures", [](Shop& shop) { FailFiveTimes(shop, false); }, "error-storm", "",
       "", [](Shop& shop) { FailFiveTimes(shop, true); }},
      {"OneRetry",
       [](Shop& shop) {
         shop.Try("SELECT id FROM nowhere WHERE id = 1");
         shop.Try("SELECT id FROM nowhere WHERE id = 2");
       },
       "retries", "", "retries=1"},
  };
}

std::vector<CleanProgram> WithTime() {
  return {
      {"WaitsForAJob", [](Shop& shop) { shop.Redis("BLPOP jobs 0.3"); }, "slow-statement",
       "slow-statement=200ms", "", [](Shop& shop) { shop.Sql("SELECT pg_sleep(0.3)"); }},
      {"TooFewToKnowWhatIsUsual", [](Shop& shop) { SlowOnceAmong(shop, 20); }, "slower-than-usual",
       "slower-than-usual=2,repeated-statement=0", "", [](Shop& shop) { SlowOnceAmong(shop, 35); }},
      {"TransactionOfThreeStatements",
       [](Shop& shop) {
         dbspan::pqxx::work tx{shop.postgres()};
         tx.exec("SELECT item FROM stock WHERE id = 1 FOR UPDATE");
         tx.exec("UPDATE stock SET item = 'sold' WHERE id = 1");
         tx.exec("SELECT count(*) FROM stock");
         tx.commit();
       },
       "idle-transaction", "idle-transaction=3600s", "idle-transaction=1ns"},
      {"WithinItsBudget",
       [](Shop& shop) {
         const QueryBudget budget{"checkout", 2, 1h};
         shop.Sql("SELECT count(*) FROM stock");
         shop.Redis("GET cart:1");
       },
       "over-budget", "", "",
       [](Shop& shop) {
         const QueryBudget budget{"checkout", 1, 1h};
         shop.Sql("SELECT count(*) FROM stock");
         shop.Redis("GET cart:1");
       }},
  };
}

std::vector<CleanProgram> WithConnections() {
  return {
      {"OneConnection", [](Shop& shop) { shop.ConnectAndAsk(1, 1); }, "connection-churn", "",
       "connection-churn=1"},
      {"FiveConnectionsThatAreUsed", [](Shop& shop) { shop.ConnectAndAsk(5, 3); },
       "connection-churn", "", "", [](Shop& shop) { shop.ConnectAndAsk(5, 2); }},
      {"ShortWaitsForThePool",
       [](Shop& shop) {
         PoolMetrics pool{"pool", [] { return PoolState{}; }};
         pool.RecordWait(40ms);
         pool.RecordWait(40ms);
         shop.Sql("SELECT count(*) FROM stock");
       },
       "pool-wait", "", "pool-wait=80ms"},
      {"FiftyStatements",
       [](Shop& shop) {
         for (int i = 0; i < 50; ++i) {
           shop.Sql("SELECT id AS " + Letters(i) + " FROM stock WHERE id = 1");
         }
       },
       "chatty", "", "chatty=49"},
      {"StreamReadToItsEnd", [](Shop& shop) { shop.StreamCustomers(100); }, "unused-rows", "", "",
       [](Shop& shop) { shop.StreamCustomers(1); }},
      {"PreparedStatementFourTimes",
       [](Shop& shop) {
         shop.postgres().prepare("one", "SELECT item FROM stock WHERE id = $1");
         dbspan::pqxx::nontransaction tx{shop.postgres()};
         for (int i = 1; i <= 4; ++i) tx.exec_prepared("one", 7);
       },
       "redundant-statement", "", "",
       [](Shop& shop) {
         for (int i = 1; i <= 4; ++i) shop.Sql("SELECT item FROM stock WHERE id = 7");
       }},
  };
}

}  // namespace

std::vector<CleanProgram> CleanPrograms() {
  std::vector<CleanProgram> all = WithoutLoops();
  for (const auto& more :
       {WithLoopsThatAreRight(), WithCaches(), WithFailures(), WithTime(), WithConnections()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace dbspan::test
