#include <gmock/gmock.h>

#include <string>

#include "tests/view/sample_store.h"
#include "view/json_lines.h"
#include "view/json_spans.h"
#include "view/otlp_json.h"
#include "view/page_data.h"
#include "view/picture.h"
#include "view/process_index.h"
#include "view/report.h"

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

// Where spans are forwarded, the span of a process comes when it has ended, after those below it.
TEST(ProcessTest, ASpanOfAProcessMayComeAfterThoseBelowIt) {
  Store late{1U << 20U};
  AddResource(late, 4711);
  late.OnSpan(Below(kProcessSpan, 1, 0));
  late.OnSpan(Below(kProcessSpan, 2, 10 * kMillisecond));
  late.OnSpan(SpanOf(1, 3, kProcessSpan, "checkout", 0, kSecond));
  const std::uint64_t version = late.version();
  late.AddProcess(ProcessOf(kProcessSpan));

  EXPECT_NE(late.version(), version) << "a live page has to be drawn again";
  late.OnSpan(Below(kProcessSpan, 1, 0));
  EXPECT_EQ(late.duplicates(), 1U) << "it was sent again after the span of the process";
  const Picture picture = TakePicture(late, {});
  ASSERT_EQ(picture.forest.trees.size(), 2U);
  for (const Tree& tree : picture.forest.trees) {
    const bool of_process = tree.of_process;
    EXPECT_EQ(tree.rows, of_process ? 3U : 1U);
    EXPECT_EQ(picture.NameOf(picture.forest.rows[tree.first]), of_process ? "shop" : "checkout");
  }
}

TEST(ProcessTest, AResourceWithTheSpanOfAProcessOnlyIsNoOtherProcess) {
  Store store{1U << 20U};
  ReceivedResource resource;
  resource.service = "shop";
  resource.pid = 4711;
  resource.instance = "6f1e";
  store.OnResource(resource);
  store.OnSpan(Below(kProcessSpan, 1, 0));
  AddResource(store, 4711);
  store.OnSpan(SpanOfFacts(ProcessOf(kProcessSpan)));

  EXPECT_EQ(store.processes().size(), 1U);
  EXPECT_EQ(store.process_facts().size(), 1U);
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
  store.OnSpan(Below(kProcessSpan, 1, 0));  // has the environment variable of its parent

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

// Returns the facts of process `number` of a script that starts thousands.
ProcessFacts NumberedProcess(std::size_t number) {
  ProcessFacts facts = ProcessOf(0x1'0000 + number);
  facts.pid = static_cast<std::int64_t>(number);
  return facts;
}

TEST(ProcessTest, TheEarliestAreDroppedAndTheirOperationsStayInPlace) {
  Store store{64U << 20U};
  AddResource(store, 0);
  store.OnSpan(Below(NumberedProcess(0).span, 1, 0));
  for (std::size_t i = 0; i < Store::kMostProcesses; ++i) store.AddProcess(NumberedProcess(i));
  EXPECT_EQ(store.processes_dropped(), 0U);
  const std::uint64_t version = store.version();
  store.AddProcess(NumberedProcess(Store::kMostProcesses));
  store.OnSpan(Below(NumberedProcess(Store::kMostProcesses).span, 2, 0));
  store.OnSpan(Below(NumberedProcess(1).span, 3, 0));  // too late

  const Picture picture = TakePicture(store, {});

  EXPECT_EQ(store.version(), version + 3);
  EXPECT_EQ(store.process_facts().size(), Store::kMostProcesses / 2 + 1);
  EXPECT_EQ(store.process_facts()[0].pid, Store::kMostProcesses / 2);
  std::vector<std::string> roots;
  for (const Tree& tree : picture.forest.trees) {
    roots.push_back(picture.NameOf(picture.forest.rows[tree.first]));
  }
  EXPECT_THAT(roots, testing::UnorderedElementsAre("shop", "(parent not received)"));
  EXPECT_THAT(
      DrawHead(picture, {}),
      HasSubstr("5,000 processes found no room, the earliest: how they ended is not shown"));
}

TEST(ProcessTest, ASpanThatComesAgainIsADuplicateAfterAnEvictionToo) {
  Store store{1};
  store.AddProcess(ProcessOf(kProcessSpan));
  AddResource(store, 4711);
  for (SpanId id = 1; id <= 100; ++id) store.OnSpan(Below(kProcessSpan, id, 0));
  ASSERT_GT(store.evicted_spans(), 0U);
  const std::uint64_t received = store.received();

  store.OnSpan(Below(kProcessSpan, 100, 0));

  EXPECT_EQ(store.received(), received);
  EXPECT_EQ(store.duplicates(), 1U);
}

// The first process of a container always has the same pid.
std::vector<ProcessFacts> TwoRunsWithOnePid() {
  ProcessFacts first = ProcessOf(0x10);
  first.outcome = "exit 1";
  first.exit_code = 1;
  ProcessFacts second = ProcessOf(0x20);
  second.trace = TraceNumber(2);
  second.started = kBase + 10 * kSecond;
  second.outcome = "exit 2";
  second.exit_code = 2;
  return {first, second};
}

TEST(ProcessIndexTest, TheTraceAndTheTimeDecideAmongProcessesWithOnePid) {
  const std::vector<ProcessFacts> processes = TwoRunsWithOnePid();
  const ProcessIndex index{processes};

  EXPECT_EQ(index.Find(1, kBase), nullptr);
  EXPECT_EQ(index.Find(4711, kBase - 1), &processes[0]) << "clocks may differ a little";
  EXPECT_EQ(index.Find(4711, kBase + kSecond), &processes[0]);
  EXPECT_EQ(index.Find(4711, kBase + 10 * kSecond), &processes[1]);
  EXPECT_EQ(index.Find(4711, kBase + 11 * kSecond, &processes[0].trace), &processes[0]);
  EXPECT_EQ(index.Find(4711, kBase, &processes[1].trace), &processes[1]);
  const TraceId other = TraceNumber(3);
  EXPECT_EQ(index.Find(4711, kBase + 11 * kSecond, &other), &processes[1]);
}

TEST(ProcessTest, RunsWithOnePidStayApartInFilesAndPages) {
  Store store{64U << 20U};
  SpanId id = 0;
  for (const ProcessFacts& process : TwoRunsWithOnePid()) {
    store.AddProcess(process);
    ReceivedResource resource;
    resource.service = "shop";
    resource.instance = std::to_string(process.span);
    resource.pid = process.pid;
    store.OnResource(resource);
    ReceivedSpan span = Below(process.span, ++id, process.started - kBase);
    span.trace_id = process.trace;
    store.OnSpan(span);
  }

  std::string written;
  WriteJsonSpans(store, store.process_facts(),
                 [&written](std::string_view piece) { written += piece; });
  const std::string page = PageData(TakePicture(store, {}), {});

  EXPECT_THAT(written,
              HasSubstr(R"("spanId":"0000000000000001","parentSpanId":"0000000000000010")"));
  EXPECT_THAT(written,
              HasSubstr(R"("spanId":"0000000000000002","parentSpanId":"0000000000000020")"));
  EXPECT_LT(page.find(R"("exit":"exit 1")"), page.find(R"("exit":"exit 2")"));
  EXPECT_NE(page.find(R"("exit":"exit 2")"), std::string::npos);
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

// Lists the groups and their spans row by row: `transaction[…]` and `burst[…]` with the ids of the
// spans.
std::vector<std::string> GroupsOf(const Store& store, const Forest& forest) {
  std::vector<std::string> groups;
  for (const Row& row : forest.rows) {
    if (row.kind == RowKind::kTransaction) groups.emplace_back("transaction");
    if (row.kind == RowKind::kBurst) groups.emplace_back("burst");
    if (row.kind != RowKind::kSpan) continue;
    const RowKind above = forest.rows[static_cast<std::size_t>(row.parent)].kind;
    const std::string id = std::to_string(store.spans()[row.span].id);
    if (above == RowKind::kProcess) {
      groups.push_back(id);
    } else {
      groups.back() += " " + id;
    }
  }
  return groups;
}

struct Call {
  const char* summary;
  std::int64_t start;
  const char* server = "db1";
  const char* thread = "1";
};

Store StoreOf(const std::vector<Call>& calls) {
  Store store{1U << 20U};
  AddResource(store, 4711);
  SpanId id = 0;
  for (const Call& call : calls) {
    ++id;
    ReceivedSpan span = StatementSpan(static_cast<std::uint8_t>(id), id, 0, "postgresql",
                                      std::string{call.summary}.substr(0, 8), call.summary,
                                      call.start, kMillisecond);
    span.attributes[3].second = call.server;
    store.OnSpan(With(std::move(span), "thread.id", call.thread));
  }
  return store;
}

TEST(ProcessTest, ATransactionIsAParentHoweverLongItPauses) {
  const Store store = StoreOf({{"SELECT a", 0},
                               {"BEGIN", 2 * kMillisecond},
                               {"SELECT b", 4 * kMillisecond},
                               {"ROLLBACK TO x", 2 * kSecond},
                               {"COMMIT", 4 * kSecond},
                               {"SELECT c", 4 * kSecond + 2 * kMillisecond}});

  const Forest forest = GrowForest(store);

  EXPECT_THAT(GroupsOf(store, forest), ElementsAre("1", "transaction 2 3 4 5", "6"));
  EXPECT_EQ(forest.rows[2].duration, 4 * kSecond - kMillisecond);
}

TEST(ProcessTest, ATransactionHasOnlyWhatItsThreadAskedItsDatabase) {
  const Store store = StoreOf({{"BEGIN", 0},
                               {"SELECT a", 2 * kMillisecond, "db2"},
                               {"SELECT b", 4 * kMillisecond, "db1", "2"},
                               {"SELECT c", 6 * kMillisecond},
                               {"COMMIT", 8 * kMillisecond, "db2"},
                               {"COMMIT", 10 * kMillisecond}});

  EXPECT_THAT(GroupsOf(store, GrowForest(store)),
              ElementsAre("transaction 1 4 6", "burst 2 5", "3"));
}

TEST(ProcessTest, AnEndlessTransactionEndsWithTheNextOne) {
  const Store store = StoreOf({{"BEGIN", 0},
                               {"SELECT a", 2 * kMillisecond},
                               {"BEGIN", 4 * kMillisecond},
                               {"SELECT b", 6 * kMillisecond}});

  EXPECT_THAT(GroupsOf(store, GrowForest(store)),
              ElementsAre("transaction 1 2", "transaction 3 4"));
}

TEST(ProcessTest, TheGapOfABurstIsChosen) {
  const Store store =
      StoreOf({{"SELECT a", 0}, {"SELECT b", 50 * kMillisecond}, {"SELECT c", 500 * kMillisecond}});

  EXPECT_THAT(GroupsOf(store, GrowForest(store)), ElementsAre("burst 1 2", "3"));
  EXPECT_THAT(GroupsOf(store, GrowForest(store, 0, 10 * kMillisecond)), ElementsAre("1", "2", "3"));
  EXPECT_THAT(GroupsOf(store, GrowForest(store, 0, kSecond)), ElementsAre("1", "2", "3"));
}

TEST(ProcessTest, FindingsOfATransactionNameIt) {
  std::vector<Call> calls{{"BEGIN", 0}};
  for (int i = 1; i <= 25; ++i) calls.push_back({"SELECT a FROM t", 2 * i * kMillisecond});
  calls.push_back({"COMMIT", 100 * kMillisecond});
  Store store = StoreOf(calls);

  const Picture picture = TakePicture(store, {});

  ASSERT_EQ(picture.findings.size(), 1U);
  EXPECT_THAT(picture.findings[0].sentence,
              HasSubstr("ran 25 times in a row in one transaction of «"));
}

}  // namespace
}  // namespace dbspan::view
