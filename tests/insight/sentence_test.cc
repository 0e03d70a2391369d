#include "insight/sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

#include "insight/thresholds.h"
#include "insight/verb.h"

namespace dbspan::insight {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

Finding Example(FindingKind kind) {
  Finding finding;
  finding.kind = kind;
  finding.system = "postgresql";
  finding.verb = "SELECT";
  finding.error = "40001";
  finding.count = 25;
  finding.busy = 18'200'000;
  finding.longest = 2'500'000'000;
  finding.expected = 1'000'000'000;
  finding.rows = 12;
  finding.limit = 10;
  finding.in_a_row = true;
  return finding;
}

Words ExampleWords() {
  Words words;
  words.label = "SELECT stock";
  words.parent = "checkout";
  words.parent_duration = 21'900'000;
  return words;
}

TEST(SentenceTest, ARepeatedStatementHasItsShareOfTheParent) {
  EXPECT_EQ(SentenceOf(Example(FindingKind::kRepeatedStatement), ExampleWords()),
            "SELECT stock ran 25 times in a row below «checkout»: 18.2 ms of its 21.9.");
  Words burst = ExampleWords();
  burst.burst = true;
  EXPECT_EQ(SentenceOf(Example(FindingKind::kRepeatedStatement), burst),
            "SELECT stock ran 25 times in a row in one burst of «checkout»: 18.2 ms of its 21.9.");
}

TEST(SentenceTest, ABudgetSaysWhatItAllows) {
  EXPECT_EQ(SentenceOf(Example(FindingKind::kOverBudget), ExampleWords()),
            "«checkout» ran 25 operations in 18.2 ms; its budget is 10 in 1.00 s.");
}

TEST(SentenceTest, EveryKindHasAnIdASentenceAnAdviceAndAnExplanation) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < kFindingKinds; ++i) {
    const auto kind = static_cast<FindingKind>(i);
    EXPECT_TRUE(ids.insert(IdOf(kind)).second);
    EXPECT_EQ(KindOf(IdOf(kind)), kind);
    EXPECT_THAT(std::string{TitleOf(kind)}, Not(IsEmpty()));
    const std::string sentence = SentenceOf(Example(kind), ExampleWords());
    EXPECT_THAT(sentence, EndsWith("."));
    EXPECT_THAT(sentence, Not(HasSubstr("  ")));
    EXPECT_THAT(AdviceOf(Example(kind)), EndsWith("."));
    EXPECT_THAT(std::string{ExplanationOf(kind)}, StartsWith(std::string{IdOf(kind)} + "\n\n"));
    EXPECT_THAT(std::string{ExplanationOf(kind)}, HasSubstr("What to do: "));
  }
  EXPECT_FALSE(KindOf("repeated"));
}

TEST(ThresholdsTest, AreReadWithTheirUnits) {
  Thresholds thresholds;
  EXPECT_THAT(ReadThreshold("repeated-statement=10", thresholds), IsEmpty());
  EXPECT_THAT(ReadThreshold("slow-statement=200ms", thresholds), IsEmpty());
  EXPECT_THAT(ReadThreshold("pool-wait=0", thresholds), IsEmpty());
  EXPECT_EQ(thresholds.repeated, 10);
  EXPECT_EQ(thresholds.slow, 200'000'000);
  EXPECT_EQ(thresholds.pool_wait, 0);
}

TEST(ThresholdsTest, AnythingElseIsReportedAndChangesNothing) {
  for (const char* text : {"", "repeated-statement", "repeated=5", "repeated-statement=",
                           "repeated-statement=-1", "repeated-statement=5ms", "slow-statement=5",
                           "slow-statement=5 ms", "over-budget=5", "chatty=9999999999"}) {
    Thresholds thresholds;
    EXPECT_THAT(ReadThreshold(text, thresholds), Not(IsEmpty())) << text;
    for (std::size_t i = 0; i < kFindingKinds; ++i) {
      Thresholds defaults;
      const auto kind = static_cast<FindingKind>(i);
      EXPECT_EQ(ThresholdOf(thresholds, kind), ThresholdOf(defaults, kind)) << text;
    }
  }
}

TEST(SentenceTest, ASingleTimeIsOnce) {
  Finding finding = Example(FindingKind::kSlowStatement);
  finding.count = 1;

  EXPECT_THAT(SentenceOf(finding, ExampleWords()), HasSubstr("took 1.00 s or more once, "));
}

// SQL is often written in small letters.
TEST(VerbTest, CapitalsDoNotMatter) {
  for (const char* const verb :
       {"SELECT", "INSERT", "REPLACE", "UPDATE", "BEGIN", "START", "COMMIT", "ROLLBACK", "END",
        "ABORT", "SET", "COPY", "FETCH", "WITH", "VALUES", "GET", "X", ""}) {
    std::string small = verb;
    for (char& letter : small) letter = static_cast<char>(std::tolower(letter));
    EXPECT_EQ(BeginsTransaction(verb), BeginsTransaction(small)) << verb;
    EXPECT_EQ(EndsTransaction(verb), EndsTransaction(small)) << verb;
    for (const char* const system : {"postgresql", "mysql", "redis"}) {
      EXPECT_EQ(IsMeantToRepeat(system, verb), IsMeantToRepeat(system, small)) << verb;
      for (int kind = 0; kind <= static_cast<int>(FindingKind::kOverBudget); ++kind) {
        Finding finding = Example(static_cast<FindingKind>(kind));
        finding.system = system;
        finding.verb = verb;
        const std::string advice = AdviceOf(finding);
        finding.verb = small;
        EXPECT_EQ(AdviceOf(finding), advice) << verb;
      }
    }
  }
  EXPECT_TRUE(BeginsTransaction("begin") && EndsTransaction("Commit"));
  EXPECT_FALSE(BeginsTransaction("beginx") || BeginsTransaction("begi") || EndsTransaction(""));
}

}  // namespace
}  // namespace dbspan::insight
