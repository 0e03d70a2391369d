// Usual shapes of applications, with the findings that they must have and no others.
#include "tests/insight/application.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "insight/find_all.h"
#include "insight/sentence.h"

namespace dbspan::insight {
namespace {

using testing::HasSubstr;

std::string Id(int id) { return std::to_string(id); }

/// A finding: kind and label, and a part of its advice.
struct Expected {
  std::string name;
  std::string advice;
};

struct Shape {
  const char* name;
  void (*run)(Application&);
  std::vector<Expected> findings;
};

std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << shape.name; }

class ShapeTest : public testing::TestWithParam<Shape> {};

TEST_P(ShapeTest, HasItsFindingsAndNoOthers) {
  Application application;
  GetParam().run(application);
  const auto operations = application.operations();
  Thresholds thresholds;
  thresholds.idle = 500'000'000;

  std::vector<std::string> found;
  for (const Finding& finding : FindAll(operations, thresholds)) {
    found.push_back(std::string{IdOf(finding.kind)} + ' ' + std::string{finding.label});
    for (const Expected& expected : GetParam().findings) {
      if (expected.name != found.back()) continue;
      EXPECT_THAT(AdviceOf(finding), HasSubstr(expected.advice));
    }
  }

  std::vector<std::string> expected;
  for (const Expected& one : GetParam().findings) expected.push_back(one.name);
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(expected));
}

void TakeJobs(Application& app, int details) {
  for (int i = 0; i < 20; ++i) {
    app.Sql(
        "SELECT id, body FROM jobs WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP "
        "LOCKED");
    for (int j = 0; j < details; ++j) app.Sql("SELECT mail FROM users WHERE id = " + Id(i + j));
    app.Sql("UPDATE jobs SET state = 'done' WHERE id = " + Id(i));
  }
}

void LockEach(Application& app, bool released) {
  for (int i = 0; i < 20; ++i) {
    app.Redis("SET lock:" + Id(i) + " ? NX PX 30000");
    app.Sql("UPDATE stock SET count = count - 1 WHERE id = " + Id(i));
    if (released)
      app.Redis("EVALSHA 6b1bf486c81ceb7edf3c093f4c48582e38c0e791 1 lock:" + Id(i) + " ?");
  }
}

const Shape kLoops[] = {
    {"LazyLoading",
     [](Application& app) {
       app.Sql("SELECT id, customer FROM orders WHERE day = '2026-11-28'", 25);
       for (int i = 0; i < 25; ++i) {
         app.Sql("SELECT name FROM customers WHERE id = " + Id(i));
         app.Sql("SELECT item FROM lines WHERE order_id = " + Id(i), 3);
       }
     },
     {{"repeated-statement SELECT customers", "ANY"}, {"repeated-statement SELECT lines", "ANY"}}},
    {"LoadingInLists",
     [](Application& app) {
       app.Sql("SELECT id, customer FROM orders WHERE day = '2026-11-28'", 25);
       for (int i = 0; i < 6; ++i) {
         app.Sql("SELECT item FROM lines WHERE order_id IN (1, 2, " + Id(i) + ")", 9);
       }
     },
     {}},
    {"ImportRowByRow",
     [](Application& app) {
       app.Sql("BEGIN");
       for (int i = 0; i < 40; ++i) {
         app.Sql("INSERT INTO stock VALUES (" + Id(i) + ", 'a') ON CONFLICT (id) DO NOTHING");
       }
       app.Sql("COMMIT");
     },
     {{"repeated-statement INSERT stock", "several rows"}}},
    {"ImportInBlocks",
     [](Application& app) {
       for (int i = 0; i < 40; ++i) app.Sql("INSERT INTO stock VALUES (1, 'a'), (2, 'b')", 500);
     },
     {}},
    {"InsertAndAskForTheId",
     [](Application& app) {
       for (int i = 0; i < 9; ++i) {
         app.Sql("INSERT INTO orders (day) VALUES (" + Id(i) + ")", 1, "mysql");
         app.Sql("SELECT LAST_INSERT_ID()", 1, "mysql");
       }
     },
     {{"repeated-statement INSERT orders", "several rows"},
      {"repeated-statement SELECT", "One statement for all"}}},
    {"PagesByOffset",
     [](Application& app) {
       for (int i = 0; i < 9; ++i) {
         app.Sql("SELECT id FROM stock ORDER BY id LIMIT 50 OFFSET " + Id(50 * i), 50);
       }
     },
     {{"repeated-statement SELECT stock", "instead of OFFSET"}}},
    {"PagesByKey",
     [](Application& app) {
       for (int i = 0; i < 9; ++i) {
         app.Sql("SELECT id FROM stock WHERE id > " + Id(50 * i) + " ORDER BY id LIMIT 50",
                 i == 8 ? 0 : 50);
       }
     },
     {}},
    {"DeletesInBlocks",
     [](Application& app) {
       for (int i = 0; i < 9; ++i) {
         app.Sql("DELETE FROM log WHERE id IN (SELECT id FROM log WHERE day < 7 LIMIT 1000)",
                 i == 8 ? 0 : 1000);
       }
     },
     {}},
    {"OutboxOneByOne",
     [](Application& app) {
       app.Sql("SELECT id, body FROM outbox WHERE sent = false ORDER BY id LIMIT 100", 20);
       for (int i = 0; i < 20; ++i) app.Sql("UPDATE outbox SET sent = true WHERE id = " + Id(i));
     },
     {{"repeated-statement UPDATE outbox", "One statement for all"}}},
    {"WholeTableInALoop",
     [](Application& app) {
       for (int i = 0; i < 6; ++i) app.Sql("TABLE countries", 200);
     },
     {{"repeated-statement TABLE countries", "first answer"}}},
};

const Shape kTurns[] = {
    {"JobsOneByOne", [](Application& app) { TakeJobs(app, 1); }, {}},
    {"JobsWithALoopInside",
     [](Application& app) { TakeJobs(app, 6); },
     {{"repeated-statement SELECT users", "ANY"}}},
    {"JobsFromAList",
     [](Application& app) {
       for (int i = 0; i < 20; ++i) {
         app.Lookup("LPOP jobs", i < 19);
         app.Sql("INSERT INTO mails VALUES (" + Id(i) + ")");
       }
     },
     {}},
    {"ListThatIsEmptiedWithoutACount",
     [](Application& app) {
       for (int i = 0; i < 150; ++i) app.Lookup("LPOP jobs", true);
     },
     {{"repeated-statement LPOP jobs", "with a count"}}},
    {"LocksThatAreReleased", [](Application& app) { LockEach(app, true); }, {}},
    {"MarksThatAreNotReleased",
     [](Application& app) { LockEach(app, false); },
     {{"repeated-statement UPDATE stock", "One statement for all"}}},
    {"WaitsForALock",
     [](Application& app) {
       for (int i = 0; i < 30; ++i, app.Work(20)) app.Redis("SET lock:orders ? NX PX 30000");
       app.Sql("SELECT count(*) FROM orders");
       app.Redis("DEL lock:orders");
     },
     {}},
    {"SpinsOnALock",
     [](Application& app) {
       for (int i = 0; i < 300; ++i) app.Redis("SET lock:orders ? NX PX 30000");
     },
     {{"repeated-statement SET lock:orders", "Wait longer"}}},
    {"ChecksBeforeEachStatement",
     [](Application& app) {
       for (int i = 0; i < 200; ++i) {
         app.Sql("SELECT 1");
         app.Sql("SELECT a FROM t WHERE id IN (1, 2, 3)", 3);
       }
     },
     {}},
    {"ChecksWithoutAnEnd",
     [](Application& app) {
       for (int i = 0; i < 300; ++i) app.Sql("SELECT 1");
     },
     {{"repeated-statement SELECT", "once is enough"}}},
};

const Shape kCachesAndConnections[] = {
    {"CacheAsideThatWarmsUp",
     [](Application& app) {
       for (int i = 0; i < 300; ++i, app.Request()) {
         app.Lookup("GET price:" + Id(i), false);
         app.Sql("SELECT price FROM stock WHERE id = " + Id(i));
         app.Redis("SETEX price:" + Id(i) + " 60 ?");
       }
     },
     {}},
    {"WarmsUpInBlocks",
     [](Application& app) {
       for (int i = 0; i < 4; ++i, app.Request()) {
         app.Redis("MGET price:1 price:2").hits = 0;
         FinishedOperation& lookup = app.Redis("MGET price:1 price:2");
         lookup.hits = 0;
         lookup.misses = 100;
         app.Redis("MSET price:1 ? price:2 ?");
       }
     },
     {}},
    {"LooksForKeysThatOthersWrite",
     [](Application& app) {
       for (int i = 0; i < 12; ++i, app.Request()) app.Lookup("GET basket:" + Id(i), false);
     },
     {{"always-missing GET basket:*", "Compare the keys"}}},
    {"FillsFewOfItsMisses",
     [](Application& app) {
       for (int i = 0; i < 300; ++i, app.Request()) {
         app.Lookup("GET price:" + Id(i), false);
         if (i % 3 == 0) app.Redis("SETEX price:" + Id(i) + " 60 ?");
       }
     },
     {{"always-missing GET price:*", "Compare the keys"}}},
    {"WritesOtherKeysThanItReads",
     [](Application& app) {
       for (int i = 0; i < 300; ++i, app.Request()) {
         app.Redis("SETEX price:" + Id(i) + " 60 ?");
         if (i % 3 == 0) app.Lookup("GET price:old" + Id(i), false);
       }
     },
     {{"always-missing GET price:*", "Compare the keys"}}},
    {"RetriesAfterADeadlock",
     [](Application& app) {
       for (int attempt = 0; attempt < 2; ++attempt, app.Work(50)) {
         app.Sql("BEGIN");
         app.Sql("UPDATE stock SET count = 1 WHERE id = 1");
         app.Sql("UPDATE orders SET state = 2 WHERE id = 1");
         if (attempt == 0) app.Fails("40P01");
         app.Sql(attempt == 0 ? "ROLLBACK" : "COMMIT");
       }
     },
     {}},
    {"RetriesWithoutAnEnd",
     [](Application& app) {
       for (int attempt = 0; attempt < 4; ++attempt) {
         app.Sql("UPDATE orders SET state = 2 WHERE id = 1");
         app.Fails("40P01");
       }
     },
     {{"retries UPDATE orders", "give up"}}},
    {"ConnectionForEachRequest",
     [](Application& app) {
       for (int i = 0; i < 60; ++i, app.Request()) {
         app.Connect();
         app.Sql("SELECT name FROM users WHERE id = " + Id(i));
         app.Sql("SELECT item FROM carts WHERE id = " + Id(i));
       }
     },
     {{"connection-churn ", "pool"}}},
    {"PoolThatOpensAtOnce",
     [](Application& app) {
       for (int i = 0; i < 60; ++i) {
         app.Connect();
         app.Sql("SET search_path = shop");
         app.Sql("SELECT 1");
       }
       for (int i = 0; i < 90; ++i, app.Request()) app.Sql("SELECT 2 FROM users");
     },
     {}},
    {"LongTransaction",
     [](Application& app) {
       app.Sql("BEGIN");
       app.Sql("SELECT count FROM stock WHERE id = 1 FOR UPDATE");
       app.Work(2000);
       app.Sql("UPDATE stock SET count = 2 WHERE id = 1");
       app.Sql("COMMIT");
     },
     {{"idle-transaction ", "after COMMIT"}}},
};

constexpr auto kNameOf = [](const auto& info) { return std::string{info.param.name}; };

INSTANTIATE_TEST_SUITE_P(Loops, ShapeTest, testing::ValuesIn(kLoops), kNameOf);
INSTANTIATE_TEST_SUITE_P(Turns, ShapeTest, testing::ValuesIn(kTurns), kNameOf);
INSTANTIATE_TEST_SUITE_P(CachesAndConnections, ShapeTest, testing::ValuesIn(kCachesAndConnections),
                         kNameOf);

}  // namespace
}  // namespace dbspan::insight
