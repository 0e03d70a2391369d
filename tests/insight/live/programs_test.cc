// Small programs against real servers: those with a fault have its finding, the others have none.
// Each expectation is also turned around, by a threshold or by a change of the program, so that
// none holds whatever dbspan does.

#include <dbspan/testing/recording.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "insight/finding.h"
#include "tests/insight/live/programs.h"

namespace dbspan::test {
namespace {

using dbspan::testing::Recording;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

using Kinds = std::vector<std::string>;

/// The switches of operations that some findings need; read when the first operation is traced.
const bool kAskedFor = [] {
  setenv("DBSPAN_CONNECT_SPANS", "true", 1);
  setenv("DBSPAN_TRANSACTION_SPANS", "true", 1);
  return true;
}();

std::string Usually(const std::string& others) {
  return std::string{kUsualThresholds} + ',' + others;
}

/// Returns thresholds of which only this one finds anything; with an empty kind, none does.
std::string Only(const std::string& kind, const std::string& threshold) {
  std::string thresholds;
  for (std::size_t i = 0; i < insight::kFindingKinds; ++i) {
    const auto id = IdOf(static_cast<insight::FindingKind>(i));
    if (id == "over-budget") continue;
    thresholds.append(id).append(id == kind ? "=" + threshold : "=0").append(",");
  }
  return thresholds;
}

Kinds KindsIn(const Recording& recording, const std::string& thresholds) {
  Kinds kinds;
  for (const ReportedFinding& finding : recording.findings(thresholds)) {
    kinds.push_back(finding.kind);
  }
  return kinds;
}

class FaultyProgramTest : public ::testing::TestWithParam<FaultyProgram> {
 protected:
  /// Returns the findings that the program must have, without one kind.
  static Kinds ExpectedWithout(const std::string& kind) {
    Kinds kinds;
    for (const Expected& expected : GetParam().findings) {
      if (expected.kind != kind) kinds.push_back(expected.kind);
    }
    return kinds;
  }
  /// Returns the thresholds at which the program has all of them.
  static std::string Thresholds() {
    std::string thresholds = Usually(GetParam().thresholds);
    for (const Expected& expected : GetParam().findings) {
      if (!expected.reached.empty()) thresholds += ',' + expected.kind + '=' + expected.reached;
    }
    return thresholds;
  }
};

TEST_P(FaultyProgramTest, HasItsFindingsAndNoOthersUpToTheirThresholds) {
  Shop shop;
  const Recording recording;

  GetParam().run(shop);

  EXPECT_THAT(KindsIn(recording, Thresholds()), UnorderedElementsAreArray(ExpectedWithout("")))
      << recording;
  EXPECT_THAT(KindsIn(recording, Usually(GetParam().thresholds)),
              ::testing::IsSubsetOf(ExpectedWithout("")));
  for (const Expected& expected : GetParam().findings) {
    if (expected.reached.empty()) continue;
    const std::string above = expected.kind + '=' + expected.not_reached;
    const std::string off = expected.kind + "=0";
    EXPECT_THAT(KindsIn(recording, Thresholds() + ',' + above),
                UnorderedElementsAreArray(ExpectedWithout(expected.kind)))
        << above << recording;
    EXPECT_THAT(KindsIn(recording, Thresholds() + ',' + off),
                UnorderedElementsAreArray(ExpectedWithout(expected.kind)))
        << off << recording;
    const Kinds alone = KindsIn(recording, Only(expected.kind, expected.reached));
    EXPECT_THAT(alone, Not(IsEmpty()));
    EXPECT_THAT(alone, Each(expected.kind));
  }
}

TEST_P(FaultyProgramTest, HasNoFindingWhenItIsMendedOrNothingIsAskedFor) {
  Shop shop;
  const bool mended = GetParam().mended != nullptr;
  const Recording recording;

  (mended ? GetParam().mended : GetParam().run)(shop);

  EXPECT_THAT(KindsIn(recording, mended ? Thresholds() : Only("", "")), IsEmpty()) << recording;
}

class CleanProgramTest : public ::testing::TestWithParam<CleanProgram> {};

TEST_P(CleanProgramTest, HasNoFindingUntilItIsBroken) {
  const CleanProgram& program = GetParam();
  const std::string thresholds = Usually(program.thresholds);
  {
    Shop shop;
    const Recording recording;
    program.run(shop);
    EXPECT_THAT(KindsIn(recording, thresholds), IsEmpty()) << recording;
    if (program.broken == nullptr) {
      EXPECT_THAT(KindsIn(recording, thresholds + ',' + program.stricter),
                  UnorderedElementsAreArray({program.kind}))
          << recording;
    }
  }
  if (program.broken == nullptr) return;
  Shop shop;
  const Recording recording;
  program.broken(shop);
  EXPECT_THAT(KindsIn(recording, thresholds), UnorderedElementsAreArray({program.kind}))
      << recording;
}

TEST(ProgramsTest, EveryKindHasAFaultyAndACleanProgram) {
  std::set<std::string> kinds;
  std::set<std::string> faulty;
  std::set<std::string> clean;
  for (std::size_t i = 0; i < insight::kFindingKinds; ++i) {
    kinds.emplace(IdOf(static_cast<insight::FindingKind>(i)));
  }
  for (const FaultyProgram& program : FaultyPrograms()) {
    for (const Expected& expected : program.findings) faulty.insert(expected.kind);
  }
  for (const CleanProgram& program : CleanPrograms()) clean.insert(program.kind);

  EXPECT_EQ(faulty, kinds);
  EXPECT_EQ(clean, kinds);
  EXPECT_GE(FaultyPrograms().size(), 20U);
  EXPECT_GE(CleanPrograms().size(), 20U);
}

constexpr auto kNameOf = [](const auto& info) { return std::string{info.param.name}; };

INSTANTIATE_TEST_SUITE_P(Programs, FaultyProgramTest, ::testing::ValuesIn(FaultyPrograms()),
                         kNameOf);
INSTANTIATE_TEST_SUITE_P(Programs, CleanProgramTest, ::testing::ValuesIn(CleanPrograms()), kNameOf);

}  // namespace
}  // namespace dbspan::test
