// Findings of generated programs, compared with oracles that see the whole program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "insight/find_all.h"
#include "tests/insight/application.h"
#include "tests/insight/operations.h"

namespace dbspan::insight {
namespace {

// Thresholds that find repeated statements only.
Thresholds OnlyRepeated() {
  Thresholds thresholds;
  for (std::size_t i = 0; i < kFindingKinds; ++i) {
    const auto kind = static_cast<FindingKind>(i);
    if (kind != FindingKind::kRepeatedStatement) ThresholdOf(thresholds, kind) = 0;
  }
  return thresholds;
}

bool Finds(const std::vector<FinishedOperation>& operations, const Thresholds& thresholds,
           FindingKind kind, std::uint64_t statement) {
  const auto findings = FindAll(operations, thresholds);
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.kind == kind && finding.statement == statement;
  });
}

struct OneByOne {
  std::string_view system;
  std::string_view verb;
  std::string_view text;
};

constexpr OneByOne kOneByOne[] = {{"postgresql", "SELECT", "SELECT ?"},
                                  {"mysql", "PING", ""},
                                  {"redis", "PING", ""},
                                  {"redis", "SETNX", ""},
                                  {"redis", "LPOP", ""},
                                  {"mysql", "SELECT", "SELECT GET_LOCK(?, ?)"},
                                  {"postgresql", "SELECT", "SELECT pg_try_advisory_lock($1)"},
                                  {"postgresql", "SELECT", "SELECT pg_notify($1, $2)"}};

TEST(GeneratedProgramsTest, ChecksAndAttemptsAreFoundExactlyInALongRow) {
  std::mt19937 random{24};  // NOLINT(*-msc51-cpp): the same programs in each run
  constexpr int kRounds = 1000;
  int found = 0;
  for (int round = 0; round < kRounds; ++round) {
    const OneByOne& statement = kOneByOne[random() % std::size(kOneByOne)];
    const unsigned pauses = random() % 4 == 0 ? 1 : 100;  // one call of so many after a pause
    Operations program;
    std::size_t longest = 0;
    std::size_t count = 0;
    std::size_t failed = 0;
    std::size_t paused = 0;
    for (std::uint64_t row = 1 + random() % 4; row > 0; --row) {
      constexpr std::size_t kLengths[] = {1, 2, 60, 98, 99, 100, 101, 160};
      const std::size_t length = kLengths[random() % std::size(kLengths)];
      for (std::size_t i = 0; i < length; ++i, ++count) {
        const bool pause = random() % pauses == 0;
        if (pause) program.Wait(100'000'000);
        paused += pause && !program.all().empty() ? 1 : 0;
        FinishedOperation& operation = program.Add(1, 1, statement.verb, statement.system);
        operation.text = statement.text;
        operation.failed = random() % 200 == 0;
        operation.error = "23505";
        failed += operation.failed ? 1 : 0;
      }
      longest = std::max(longest, length);
      program.Add(100 + row);
    }

    const bool finds = Finds(program.all(), OnlyRepeated(), FindingKind::kRepeatedStatement, 1);

    const bool wrong = std::min(longest, count - failed) >= 100 && paused * 2 <= count;
    EXPECT_EQ(finds, wrong) << statement.verb << ' ' << statement.text << ' ' << round;
    found += finds ? 1 : 0;
  }
  EXPECT_GT(found, kRounds / 10);
  EXPECT_LT(found, kRounds * 9 / 10);
}

TEST(GeneratedProgramsTest, WorkOnOneJobAfterAnotherIsNoLoopUnlessAJobHasOne) {
  constexpr OneByOne kTakes[] = {
      {"postgresql", "SELECT", "SELECT id FROM jobs LIMIT ? FOR UPDATE SKIP LOCKED"},
      {"postgresql", "SELECT", "SELECT pg_advisory_xact_lock($1)"},
      {"redis", "BLPOP", ""},
      {"redis", "LMOVE", ""},
      {"redis", "SETNX", ""},
      {"postgresql", "SELECT", "SELECT id FROM jobs WHERE id IN (?)"}};  // takes nothing
  std::mt19937 random{25};  // NOLINT(*-msc51-cpp): the same programs in each run
  constexpr int kRounds = 2000;
  int found = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::size_t kind = random() % std::size(kTakes);
    const OneByOne& take = kTakes[kind];
    const bool released = random() % 2 == 0;
    const std::size_t most = random() % 3 == 0 ? 7 : 1;
    Operations program;
    std::size_t jobs = 0;
    std::size_t count = 0;
    std::size_t longest = 0;
    for (std::size_t job = 4 + random() % 20; job > 0; --job, ++jobs) {
      FinishedOperation& taken = program.Add(1, 1, take.verb, take.system);
      taken.text = take.text;
      taken.rows = 2;
      const std::size_t times = random() % (most + 1);
      for (std::size_t i = 0; i < times; ++i, ++count) {
        program.Add(2).text = "SELECT a FROM t WHERE id = ?";
      }
      longest = std::max(longest, times);
      if (released) program.Add(3, 1, "EVALSHA", "redis");
    }

    const bool finds = Finds(program.all(), OnlyRepeated(), FindingKind::kRepeatedStatement, 2);

    const bool takes_turns = kind + 1 < std::size(kTakes) && (take.verb != "SETNX" || released);
    const bool of_jobs = takes_turns && count <= jobs && longest < 5;
    EXPECT_EQ(finds, count >= 5 && !of_jobs) << take.verb << ' ' << take.text << ' ' << round;
    found += finds ? 1 : 0;
  }
  EXPECT_GT(found, kRounds / 10);
  EXPECT_LT(found, kRounds * 9 / 10);
}

/// The ways in which a generated program uses its cache.
enum class Cache {
  kWarmsUp,       ///< Asks for each key once, and writes those that it did not find.
  kWorks,         ///< Asks for keys again, too.
  kOfOthers,      ///< Never writes.
  kRarelyFilled,  ///< Writes one of four.
  kOtherKeys,     ///< Writes all the time, but not what it asks for.
  kForgets,       ///< Writes what it did not find, but entries are gone when it asks again.
};

TEST(GeneratedProgramsTest, AlwaysMissingIsACacheThatDoesNotWork) {
  std::mt19937 random{26};  // NOLINT(*-msc51-cpp): the same programs in each run
  for (int round = 0; round < 300; ++round) {
    const auto cache = static_cast<Cache>(round % 6);
    const bool knows_values = random() % 2 == 0;
    Application program;
    std::set<std::string> store;
    const int lookups = 120 + static_cast<int>(random() % 400);
    const unsigned keys = cache == Cache::kWarmsUp || cache == Cache::kOtherKeys ? 1000 : 40;
    const auto write = [&](const std::string& key) {
      program.Redis("SETEX " + key + " 60 ?");
      if (cache != Cache::kForgets) store.insert(key);
    };
    for (int i = 0; i < lookups; ++i, program.Request()) {
      const bool distinct = cache == Cache::kWarmsUp || cache == Cache::kRarelyFilled;
      const std::string key =
          "price:" + std::to_string(distinct ? static_cast<unsigned>(i) : random() % keys);
      const bool hit = store.count(key) > 0;
      FinishedOperation& lookup = program.Lookup("GET " + key, hit);
      if (knows_values) lookup.values = std::hash<std::string>{}(key) | 1U;
      if (cache == Cache::kOtherKeys) {
        for (int other = 0; other < 3; ++other) write("price:other" + std::to_string(i));
      }
      const bool filled = cache == Cache::kWarmsUp || cache == Cache::kWorks ||
                          cache == Cache::kForgets ||
                          (cache == Cache::kRarelyFilled && random() % 4 == 0);
      // One of ten does not exist.
      if (!hit && filled && random() % 10 != 0) write(key);
    }
    const auto operations = program.operations();

    const bool finds =
        Finds(operations, {}, FindingKind::kAlwaysMissing, operations.front().statement);

    const bool works = cache == Cache::kWarmsUp || cache == Cache::kWorks ||
                       (cache == Cache::kForgets && !knows_values);
    EXPECT_EQ(finds, !works) << round;
  }
}

}  // namespace
}  // namespace dbspan::insight
