#include <gmock/gmock.h>

#include <string>

#include "tests/view/sample_store.h"
#include "view/json_lines.h"
#include "view/json_spans.h"
#include "view/otlp_json.h"
#include "view/picture.h"

namespace dbspan::view {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr SpanId kProcessSpan = 0x99;

ProcessFacts ProcessOf(SpanId span) {
  ProcessFacts facts;
  facts.pid = 4711;
  facts.parent = 1;
  facts.name = "shop";
  facts.outcome = "exit 42";
  facts.exit_code = 42;
  facts.started = kBase;
  facts.duration = kSecond;
  facts.trace = TraceNumber(1);
  facts.span = span;
  return facts;
}

ReceivedSpan Below(SpanId parent, SpanId id, std::int64_t start) {
  return StatementSpan(1, id, parent, "postgresql", "SELECT stock", "SELECT ?", start,
                       kMillisecond);
}

void AddResource(Store& store, std::int64_t pid) {
  ReceivedResource resource;
  resource.service = "shop";
  resource.executable = "shop";
  resource.pid = pid;
  resource.attributes = {{"process.pid", std::to_string(pid)}};
  store.OnResource(resource);
}

TEST(ProcessTest, OperationsRightBelowAProcessAreDrawnAsThoseWithoutAParent) {
  Store store{1U << 20U};
  store.AddProcess(ProcessOf(kProcessSpan));
  AddResource(store, 4711);
  store.OnSpan(Below(kProcessSpan, 1, 0));
  store.OnSpan(Below(kProcessSpan, 2, 10 * kMillisecond));

  const Picture picture = TakePicture(store, {});

  ASSERT_EQ(picture.forest.trees.size(), 1U);
  EXPECT_TRUE(picture.forest.trees[0].of_process);
  EXPECT_EQ(picture.forest.trees[0].operations, 2U);
}

TEST(ProcessTest, ASpanThatComesAgainIsADuplicateThere) {
  Store store{1U << 20U};
  store.AddProcess(ProcessOf(kProcessSpan));
  AddResource(store, 4711);
  store.OnSpan(Below(kProcessSpan, 1, 0));
  store.OnSpan(Below(kProcessSpan, 1, 0));

  EXPECT_EQ(store.received(), 1U);
  EXPECT_EQ(store.duplicates(), 1U);
}

TEST(ProcessTest, SpansOfTheApplicationBelowAProcessAreRoots) {
  Store store{1U << 20U};
  store.AddProcess(ProcessOf(kProcessSpan));
  AddResource(store, 4711);
  store.OnSpan(SpanOf(1, 1, kProcessSpan, "checkout", 0, kSecond));
  store.OnSpan(Below(1, 2, kMillisecond));

  const Picture picture = TakePicture(store, {});

  ASSERT_EQ(picture.forest.trees.size(), 1U);
  EXPECT_FALSE(picture.forest.trees[0].of_process);
  EXPECT_EQ(picture.NameOf(picture.forest.rows[0]), "checkout");
  EXPECT_EQ(picture.forest.rows[1].parent, 0);
}

TEST(ProcessTest, SeveralOfThemStandBelowTheirProcess) {
  Store store{1U << 20U};
  store.AddProcess(ProcessOf(kProcessSpan));
  AddResource(store, 4711);
  store.OnSpan(SpanOf(1, 1, kProcessSpan, "checkout", 0, kSecond));
  store.OnSpan(SpanOf(1, 2, kProcessSpan, "refund", 2 * kSecond, kSecond));

  const Picture picture = TakePicture(store, {});

  ASSERT_EQ(picture.forest.rows.size(), 3U);
  EXPECT_EQ(picture.forest.rows[0].kind, RowKind::kProcess);
  EXPECT_EQ(picture.forest.rows[0].below, 2U);
  EXPECT_EQ(picture.forest.rows[1].parent, 0);
  EXPECT_EQ(picture.forest.rows[2].parent, 0);
}

TEST(ProcessTest, TheyAreWrittenBelowTheSpanOfTheirProcessAndReadAsTheyWere) {
  Store store{1U << 20U};
  ProcessFacts other = ProcessOf(0x98);
  other.pid = 4712;
  other.outcome = "killed by SIGSEGV";
  other.exit_code = -1;
  other.signal = 11;
  other.parent_span = kProcessSpan;
  store.AddProcess(ProcessOf(kProcessSpan));
  AddResource(store, 4712);
  store.OnSpan(Below(kProcessSpan, 1, 0));  // inherited the variable of its parent

  std::string written;
  WriteJsonSpans(store, {ProcessOf(kProcessSpan), other},
                 [&written](std::string_view piece) { written += piece; });
  EXPECT_THAT(written,
              HasSubstr(R"("spanId":"0000000000000001","parentSpanId":"0000000000000098")"));
  Store again{1U << 20U};
  for (std::size_t at = 0; at < written.size();) {
    const auto end = written.find('\n', at);
    ReadTracesJson(std::string_view{written}.substr(at, end - at), again);
    at = end + 1;
  }
  const Picture picture = TakePicture(again, {});

  EXPECT_EQ(picture.run.outcome, "exit 42");
  EXPECT_EQ(picture.run.started, kBase);
  EXPECT_EQ(picture.run.duration, kSecond);
  ASSERT_EQ(picture.run.processes.size(), 2U);
  EXPECT_EQ(picture.run.processes[1].outcome, "killed by SIGSEGV");
  EXPECT_EQ(picture.run.processes[1].signal, 11);
  EXPECT_EQ(picture.run.processes[1].parent_span, kProcessSpan);
  ASSERT_EQ(picture.forest.trees.size(), 1U);
  EXPECT_TRUE(picture.forest.trees[0].of_process);
}

TEST(ProcessTest, ABurstEndsWithItsTransaction) {
  Store store{1U << 20U};
  AddResource(store, 4711);
  const auto add = [&store](SpanId id, const char* summary, std::int64_t start) {
    store.OnSpan(StatementSpan(static_cast<std::uint8_t>(id), id, 0, "postgresql", summary, summary,
                               start, kMillisecond));
  };
  add(1, "SELECT stock", 0);
  add(2, "COMMIT", 2 * kMillisecond);
  add(3, "SELECT stock", 4 * kMillisecond);
  add(4, "ROLLBACK", 6 * kMillisecond);

  const Forest forest = GrowForest(store);

  std::vector<std::uint32_t> bursts;
  for (const Row& row : forest.rows) {
    if (row.kind == RowKind::kSpan) bursts.push_back(row.burst);
  }
  EXPECT_THAT(bursts, ElementsAre(1U, 1U, 2U, 2U));
}

}  // namespace
}  // namespace dbspan::view
