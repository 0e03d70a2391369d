#include "insight/repetition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "insight/find_all.h"
#include "insight/sentence.h"
#include "tests/insight/operations.h"

namespace dbspan::insight {
namespace {

struct Case {
  Repetition repetition;
  std::string_view verb;
  std::string_view text;
};

class TextTest : public testing::TestWithParam<Case> {};

TEST_P(TextTest, TellsTheRepetition) {
  EXPECT_EQ(RepetitionOf(GetParam().verb, GetParam().verb, GetParam().text), GetParam().repetition)
      << GetParam().text;
}

constexpr auto kNextValue = Repetition::kNextValue;
constexpr auto kNextPage = Repetition::kNextPage;
constexpr auto kNextBlock = Repetition::kNextBlock;
constexpr auto kNextOffset = Repetition::kNextOffset;
constexpr auto kSame = Repetition::kSame;
constexpr auto kCall = Repetition::kCall;
constexpr auto kCheck = Repetition::kCheck;
constexpr auto kTurn = Repetition::kTurn;
constexpr auto kNotice = Repetition::kNotice;

INSTANTIATE_TEST_SUITE_P(
    Statements, TextTest,
    testing::Values(
        Case{kNextValue, "SELECT", ""}, Case{kNextValue, "SELECT", "SELECT a FROM t WHERE id = $1"},
        Case{kNextValue, "SELECT", "SELECT a FROM t WHERE id = ? AND b IN (?)"},
        Case{kNextValue, "SELECT", "SELECT a FROM t WHERE lower(b) = lower(?) AND c IN (?)"},
        Case{kNextValue, "SELECT", "SELECT a FROM t WHERE id = -? AND c IN (?)"},
        Case{kNextValue, "SELECT", "SELECT a FROM t WHERE p = ? ORDER BY b DESC LIMIT ?"},
        Case{kNextValue, "SELECT", "SELECT a FROM t WHERE b LIKE ?"},
        Case{kNextValue, "SELECT", "SELECT a->? FROM t WHERE b->>? <> ? ORDER BY a LIMIT ?"},
        Case{kNextValue, "SELECT", "SELECT \"offset\", \"limit\" FROM t WHERE \"in\" = $1"},
        Case{kNextValue, "SELECT", "SELECT t.limit, x.offset FROM t WHERE t.order > ?"},
        Case{kNextPage, "SELECT", "SELECT a FROM t WHERE id > $1 ORDER BY id LIMIT $2"},
        Case{kNextPage, "SELECT", "select a from t where id>? order by id limit ?"},
        Case{kNextPage, "SELECT",
             "SELECT a FROM t WHERE tenant = ? AND (c, id) < (?, ?) ORDER BY c DESC LIMIT ?"},
        Case{kNextPage, "WITH",
             "WITH p AS (SELECT a FROM t WHERE id >= ? ORDER BY id FETCH FIRST ? ROWS ONLY) "
             "SELECT a FROM p"},
        Case{kNextOffset, "SELECT", "SELECT a FROM t ORDER BY id LIMIT ? OFFSET ?"},
        Case{kNextOffset, "SELECT", "SELECT a FROM t WHERE b > ? ORDER BY id LIMIT ?, ?"},
        Case{kNextOffset, "SELECT", "SELECT a FROM t ORDER BY id OFFSET $1 LIMIT $2"},
        Case{kNextBlock, "SELECT", "SELECT a FROM t WHERE id IN (?)"},
        Case{kNextBlock, "SELECT", "SELECT a FROM t WHERE id IN ($1, $2, $3)"},
        Case{kNextBlock, "SELECT", "SELECT a FROM t WHERE id = ANY($1::int[])"},
        Case{kNextBlock, "SELECT", "SELECT a FROM t WHERE id = ANY (ARRAY[$1, $2])"},
        Case{kNextBlock, "SELECT", "SELECT a FROM t JOIN unnest($1::int[]) x ON x = t.id"},
        Case{kNextBlock, "DELETE", "DELETE FROM t WHERE a < ? LIMIT ?"},
        Case{kNextBlock, "DELETE",
             "DELETE FROM t WHERE ctid IN (SELECT ctid FROM t WHERE a < ? LIMIT ?)"},
        Case{kNextBlock, "UPDATE", "UPDATE t SET a = ? WHERE id BETWEEN ? AND ?"},
        Case{kNextBlock, "UPDATE", "UPDATE t SET a = ? WHERE id >= ? AND id < ?"},
        Case{kNextValue, "UPDATE", "UPDATE t SET a = ? WHERE id = ? AND version > ?"},
        Case{kNextValue, "UPDATE", "UPDATE t SET a = b"},
        Case{kNextValue, "INSERT", "INSERT INTO t (a) VALUES (?)"},
        Case{kSame, "SELECT", "SELECT count(*) FROM t"},
        Case{kCall, "SELECT", "SELECT last_insert_id()"},
        Case{kCall, "SELECT", "SELECT nextval(?)"}, Case{kCall, "SELECT", "SELECT total($1, $2)"},
        Case{kCheck, "SELECT", "SELECT ?"}, Case{kCheck, "SELECT", "SELECT current_user"},
        Case{kCheck, "SELECT", "SELECT @@version"}, Case{kCheck, "VALUES", "VALUES (?)"},
        Case{kTurn, "SELECT", "SELECT pg_try_advisory_xact_lock($1, $2)"},
        Case{kTurn, "SELECT", "SELECT pg_catalog.pg_advisory_unlock(?)"},
        Case{kNotice, "SELECT", "select pg_notify(?, ?)"},
        Case{kTurn, "SELECT", "SELECT GET_LOCK(?, ?)"},
        Case{kTurn, "SELECT",
             "SELECT id FROM jobs WHERE state = ? ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED"},
        Case{kTurn, "UPDATE",
             "UPDATE jobs SET state = ? WHERE id = (SELECT id FROM jobs WHERE state = ? LIMIT ? "
             "FOR UPDATE SKIP LOCKED) RETURNING id"},
        Case{kSame, "TABLE", "TABLE t"},
        Case{kNextValue, "SELECT", "SELECT pg_advisory_lock(id) FROM t WHERE id = ?"}));

TEST(RepetitionTest, ATextThatWasCutBeforeItsTablesIsNoHealthCheck) {
  EXPECT_EQ(RepetitionOf("SELECT", "SELECT stock", "SELECT a, b, c"), kSame);
  EXPECT_EQ(RepetitionOf("SELECT", "SELECT stock", "SELECT " + std::string(4000, 'a')), kNextValue);
  EXPECT_EQ(RepetitionOf("SELECT", "SELECT a, b", "SELECT a, b"), kCheck);
}

/// One operation of a generated program, as the oracle sees it.
struct Execution {
  int connection = 0;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t rows = 0;
  bool failed = false;
};

/// Computes from the list of all operations of one statement what the tally sums up one by one.
bool IsLoop(const std::vector<Execution>& all, const Case& statement, std::int64_t pauses) {
  std::int64_t repetitions = 0;
  std::int64_t failed = 0;
  std::int64_t rows = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool overlaps = false;
    bool overlaps_own = false;
    bool is_first_of_own = true;
    // Only operations since the last moment without any count.
    for (std::size_t j = 0; j < i; ++j) {
      bool gap = false;
      for (std::size_t k = j + 1; k <= i; ++k) {
        std::int64_t latest = 0;
        for (std::size_t l = 0; l < k; ++l) latest = std::max(latest, all[l].end);
        gap |= all[k].start >= latest;
      }
      if (gap) continue;
      overlaps |= true;
      const bool own = all[j].connection == all[i].connection;
      is_first_of_own &= !own;
      overlaps_own |= own && all[j].end > all[i].start;
    }
    failed += all[i].failed ? 1 : 0;
    rows += all[i].rows;
    const bool in_loop = !overlaps || (!overlaps_own && !is_first_of_own);
    repetitions += in_loop && !all[i].failed ? 1 : 0;
  }
  const auto count = static_cast<std::int64_t>(all.size());
  if (repetitions < 5 || pauses * 2 > count) return false;
  const bool blocks = statement.repetition == kNextPage || statement.repetition == kNextBlock;
  return statement.repetition != kCheck && !(blocks && rows + failed > count);
}

constexpr Case kStatements[] = {
    {kNextValue, "SELECT", "SELECT a FROM t WHERE id = ?"},
    {kNextPage, "SELECT", "SELECT a FROM t WHERE id > ? ORDER BY id LIMIT ?"},
    {kNextBlock, "SELECT", "SELECT a FROM t WHERE id IN (?)"},
    {kNextBlock, "DELETE", "DELETE FROM t WHERE a < ? LIMIT ?"},
    {kSame, "SELECT", "SELECT count(*) FROM t"},
    {kCheck, "SELECT", "SELECT ?"}};

TEST(RepeatedStatementTest, GeneratedProgramsHaveItExactlyIfAnOracleThatSeesAllOperationsSaysSo) {
  std::mt19937 random{20};
  int found = 0;
  constexpr int kRounds = 4000;
  for (int round = 0; round < kRounds; ++round) {
    const Case& statement = kStatements[random() % std::size(kStatements)];
    const int connections = 1 + static_cast<int>(random() % 4);
    const bool overlapping = random() % 2 == 0;
    const bool pausing = random() % 3 == 0;
    Operations operations;
    std::vector<Execution> all;
    std::int64_t now = 1000;
    std::int64_t pauses = 0;
    std::int64_t latest = 0;
    for (std::size_t i = random() % 14; i > 0; --i) {
      Execution run;
      run.connection = 1 + static_cast<int>(random() % static_cast<unsigned>(connections));
      now += static_cast<std::int64_t>(random() % 40);
      if (pausing && random() % 3 != 0) now = std::max(now, latest) + 100'000'000;
      run.start = overlapping ? now : std::max(now, latest);
      now = run.start;
      run.end = run.start + 1 + static_cast<std::int64_t>(random() % 60);
      run.rows = static_cast<std::int64_t>(random() % 3);
      run.failed = random() % 8 == 0;
      if (run.failed) run.rows = 0;
      if (!all.empty() && run.start - latest >= 100'000'000) ++pauses;
      latest = std::max(latest, run.end);
      all.push_back(run);
      FinishedOperation& operation = operations.Add(7, 1, statement.verb);
      operation.text = statement.text;
      operation.connection = static_cast<std::uint64_t>(run.connection);
      operation.start = run.start;
      operation.duration = run.end - run.start;
      (statement.verb == "SELECT" ? operation.rows : operation.affected) = run.rows;
      operation.failed = run.failed;
      operation.error = "23505";
    }

    Thresholds thresholds;
    thresholds.errors = 0;
    const auto findings = FindAll(operations.all(), thresholds);

    EXPECT_EQ(!findings.empty(), IsLoop(all, statement, pauses)) << statement.text << round;
    found += findings.empty() ? 0 : 1;
  }
  EXPECT_GT(found, kRounds / 10);
  EXPECT_LT(found, kRounds * 9 / 10);
}

std::string AdviceFor(std::string_view verb, std::string_view text, std::string_view system) {
  Operations operations;
  for (int i = 0; i < 5; ++i) operations.Add(1, 1, verb, system).text = text;
  if (system == "redis") {
    for (FinishedOperation& operation : operations.all()) operation.label = text;
  }
  const auto findings = FindAll(operations.all(), {});
  return findings.size() == 1 ? AdviceOf(findings[0]) : std::string{};
}

TEST(AdviceTest, FitsTheStatement) {
  using testing::HasSubstr;
  const auto sql = [](std::string_view verb, std::string_view text) {
    return AdviceFor(verb, text, "postgresql");
  };
  EXPECT_THAT(sql("SELECT", "SELECT a FROM t WHERE id = ?"), HasSubstr("ANY"));
  EXPECT_THAT(sql("SELECT", "SELECT count(*) FROM t"), HasSubstr("first answer"));
  EXPECT_THAT(sql("SELECT", "SELECT nextval(?)"), HasSubstr("One statement for all"));
  EXPECT_THAT(sql("SELECT", "SELECT a FROM t ORDER BY a LIMIT ? OFFSET ?"), HasSubstr("cursor"));
  EXPECT_THAT(sql("INSERT", "INSERT INTO t VALUES (?)"), HasSubstr("several rows"));
  const auto command = [](std::string_view verb, std::string_view label) {
    return AdviceFor(verb, label, "redis");
  };
  EXPECT_THAT(command("GET", "GET cart:*"), HasSubstr("MGET"));
  EXPECT_THAT(command("GET", "GET config"), HasSubstr("first answer"));
  EXPECT_THAT(command("GET", "GET"), HasSubstr("pipeline"));
  EXPECT_THAT(command("HGET", "HGET user:*"), testing::Not(HasSubstr("HMGET")));
  EXPECT_THAT(command("HGET", "HGET profile"), HasSubstr("HMGET"));
  EXPECT_THAT(command("INCR", "INCR visits"), HasSubstr("INCRBY"));
  EXPECT_THAT(command("LLEN", "LLEN jobs"), HasSubstr("pipeline"));
}

TEST(AdviceTest, NamesTheCommandThatTheServerHasForASlowStatement) {
  Finding slow;
  slow.kind = FindingKind::kSlowStatement;
  slow.verb = "SELECT";
  slow.system = "postgresql";
  EXPECT_THAT(AdviceOf(slow), testing::StartsWith("EXPLAIN (ANALYZE) "));
  slow.system = "mysql";
  EXPECT_THAT(AdviceOf(slow), testing::StartsWith("EXPLAIN ANALYZE "));
  slow.system = "mariadb";
  EXPECT_THAT(AdviceOf(slow), testing::StartsWith("ANALYZE "));
  slow.verb = "CREATE";
  EXPECT_THAT(AdviceOf(slow), testing::Not(testing::HasSubstr("ANALYZE")));
}

}  // namespace
}  // namespace dbspan::insight
