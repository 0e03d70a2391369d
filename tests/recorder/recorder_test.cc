#include "recorder/recorder.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/captured_log.h"

namespace dbspan::recorder {
namespace {

namespace trace = opentelemetry::trace;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr std::uint8_t kTraceBytes[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr std::uint8_t kSpanBytes[8] = {21, 22, 23, 24, 25, 26, 27, 28};

trace::SpanContext ParentWith(std::uint8_t flags, bool remote = false) {
  return {trace::TraceId{kTraceBytes}, trace::SpanId{kSpanBytes}, trace::TraceFlags{flags}, remote};
}

/// A record that the test has drained.
struct Seen {
  RecordHeader header;
  std::map<Particular, std::string> particulars;
};

class RecorderTest : public ::testing::Test {
 protected:
  static constexpr ScopeId kScope = 3;

  Recorder& Make(const RecorderSettings& settings = {}) {
    recorder_ = std::make_unique<Recorder>(settings, texts_);
    return *recorder_;
  }
  OpenSpan StartBelow(const trace::SpanContext& parent) {
    OpenSpan open;
    recorder_->Start(parent, open);
    recorder_->Describe(open, kScope, endpoint_, statement_);
    return open;
  }
  OpenSpan Start() { return StartBelow(trace::SpanContext::GetInvalid()); }
  void Record(const Ending& ending = {}, std::int64_t duration = 1000) {
    OpenSpan open = Start();
    recorder_->End(open, ending, open.since + duration);
  }
  std::vector<Seen> Drain() {
    std::vector<Seen> all;
    recorder_->Drain([&](const char* record) {
      Seen& seen = all.emplace_back();
      std::memcpy(&seen.header, record, sizeof seen.header);
      ForEachParticular(record, [&](const ParticularView& particular) {
        seen.particulars[particular.kind] = particular.text;
      });
      return true;
    });
    recorder_->Release();
    return all;
  }
  /// Returns counts of operations by dimension, summed over threads.
  std::map<TextId, std::uint64_t> Counts() {
    std::map<TextId, std::uint64_t> counts;
    recorder_->Collect([&](const SeriesKey& key, const SeriesSums& sums) {
      std::uint64_t count = 0;
      for (const auto& bucket : sums.duration.buckets) count += bucket;
      if (count != 0) counts[key.overflow ? 0 : key.dimension] += count;
    });
    return counts;
  }
  TextId Statement(const std::string& summary) {
    StatementTexts statement;
    statement.name = statement.summary = summary;
    return texts_.Intern(statement);
  }

  Texts texts_{std::size_t{1} << 20U};
  TextId endpoint_ = texts_.Intern(EndpointTexts{"redis", "0", "localhost", 6379, "", 0});
  TextId statement_ = Statement("GET");
  std::unique_ptr<Recorder> recorder_;
};

TEST_F(RecorderTest, ARootIsRecordedWithIdsOfItsOwn) {
  Make();

  Record();
  Record();

  const auto seen = Drain();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NE(seen[0].header.trace_id, seen[1].header.trace_id);
  EXPECT_NE(seen[0].header.span_id, seen[1].header.span_id);
  EXPECT_EQ(seen[0].header.parent_id, SpanId{});
  EXPECT_EQ(seen[0].header.trace_flags, 1);
  EXPECT_EQ(seen[0].header.endpoint, endpoint_);
  EXPECT_EQ(seen[0].header.statement, statement_);
  EXPECT_EQ(seen[0].header.scope, kScope);
  EXPECT_EQ(seen[0].header.duration, 1000);
}

TEST_F(RecorderTest, AChildIsInItsParentsTrace) {
  Make();

  OpenSpan open = StartBelow(ParentWith(1, true));
  recorder_->End(open, {}, SteadyNow());

  const auto seen = Drain();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(
      std::equal(std::begin(kTraceBytes), std::end(kTraceBytes), seen[0].header.trace_id.begin()));
  EXPECT_TRUE(
      std::equal(std::begin(kSpanBytes), std::end(kSpanBytes), seen[0].header.parent_id.begin()));
  EXPECT_TRUE(seen[0].header.parent_is_remote);
}

TEST_F(RecorderTest, StartIsUnixTimeAlsoIfItBeganEarlier) {
  Make();
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  constexpr std::int64_t kHour = 3'600'000'000'000;
  OpenSpan open;
  recorder_->Start(trace::SpanContext::GetInvalid(), open, SteadyNow() - kHour);
  recorder_->Describe(open, kScope, endpoint_, statement_);

  recorder_->End(open, {}, SteadyNow());

  const auto seen = Drain();
  ASSERT_EQ(seen.size(), 1U);
  constexpr std::int64_t kMinute = 60'000'000'000;
  EXPECT_NEAR(static_cast<double>(seen[0].header.start), static_cast<double>(now - kHour), kMinute);
  EXPECT_GE(seen[0].header.duration, kHour);  // does not fit into 32 bits of nanoseconds
}

TEST_F(RecorderTest, ParticularsAreRecordedIfKnown) {
  Make();
  Ending ending;
  ending.returned_rows = 0;
  ending.hits = 2;
  ending.failed = true;
  ending.error_type = ending.status_code = "WRONGTYPE";
  ending.error_message = "WRONGTYPE Operation";
  ending.query_text = "GET ?";

  Record(ending);

  const auto seen = Drain();
  ASSERT_EQ(seen.size(), 1U);
  std::set<Particular> kinds;
  for (const auto& [kind, text] : seen[0].particulars) kinds.insert(kind);
  EXPECT_THAT(kinds, UnorderedElementsAre(Particular::kReturnedRows, Particular::kHits,
                                          Particular::kErrorType, Particular::kStatusCode,
                                          Particular::kErrorMessage, Particular::kQueryText));
}

TEST_F(RecorderTest, UnsampledOnesAreMeasuredOnly) {
  Make();

  OpenSpan open = StartBelow(ParentWith(0));
  EXPECT_FALSE(open.recording());
  recorder_->End(open, {}, SteadyNow());

  EXPECT_TRUE(Drain().empty());
  EXPECT_THAT(Counts(), ElementsAre(Pair(texts_.DimensionOf(statement_), 1)));
}

TEST_F(RecorderTest, OnlyMeasuresRootsUnlessOneOfThemMayBeRecorded) {
  RecorderSettings none;
  none.sampler = {false, 0.0};
  EXPECT_TRUE(Make(none).OnlyMeasuresRoots());
  RecorderSettings without_spans;
  without_spans.spans = false;
  EXPECT_TRUE(Make(without_spans).OnlyMeasuresRoots());

  EXPECT_FALSE(Make().OnlyMeasuresRoots());
  RecorderSettings some = none;
  some.sampler.ratio = 0.5;
  EXPECT_FALSE(Make(some).OnlyMeasuresRoots());
  RecorderSettings failed = none;
  failed.sampler.keep_failed = true;
  EXPECT_FALSE(Make(failed).OnlyMeasuresRoots());
  RecorderSettings slow = none;
  slow.sampler.keep_slower_than = 1;
  EXPECT_FALSE(Make(slow).OnlyMeasuresRoots());
  RecorderSettings below = none;
  below.process_parent = ParentWith(1);
  EXPECT_FALSE(Make(below).OnlyMeasuresRoots());
  RecorderSettings unmeasured = none;
  unmeasured.metrics = false;
  EXPECT_FALSE(Make(unmeasured).OnlyMeasuresRoots());
}

TEST_F(RecorderTest, StartedForMeasurementAloneTheyAreMeasuredAndHaveIdsOnRequest) {
  RecorderSettings none;
  none.sampler = {false, 0.0};
  Make(none);
  const std::int64_t before = SteadyNow();

  OpenSpan open;
  recorder_->StartMeasured(open, kScope, endpoint_, texts_.DimensionOf(statement_), 0);
  recorder_->MakeIds(open);
  EXPECT_TRUE(open.has_ids);
  EXPECT_NE(open.header.trace_id, TraceId{});
  EXPECT_EQ(open.header.trace_flags, 0);
  EXPECT_GE(open.since, before);
  recorder_->EndMeasured(open, {}, kSeriesLimit, open.since + 1000);

  EXPECT_TRUE(Drain().empty());
  EXPECT_THAT(Counts(), ElementsAre(Pair(texts_.DimensionOf(statement_), 1)));
}

TEST_F(RecorderTest, UnsampledOnesThatFailAreKeptIfAskedFor) {
  RecorderSettings settings;
  settings.sampler.ratio = 0.0;
  settings.sampler.keep_failed = true;
  Make(settings);
  Ending failed;
  failed.failed = true;
  failed.error_type = "_OTHER";

  Record();
  Record(failed);

  const auto seen = Drain();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].header.trace_flags, 0);
  EXPECT_EQ(seen[0].particulars.at(Particular::kErrorType), "_OTHER");
}

TEST_F(RecorderTest, WhatIsUnderWayIsVisibleUntilItEnds) {
  Make();
  const auto in_flight = [&] {
    std::vector<std::pair<TextId, std::int64_t>> found;
    recorder_->ForEachInFlight([&](const InFlight& entry) {
      found.emplace_back(entry.statement.load(), entry.start.load());
    });
    return found;
  };
  OpenSpan open = Start();
  EXPECT_THAT(in_flight(), ElementsAre(Pair(statement_, open.header.start)));

  std::thread{[&] { recorder_->End(open, {}, SteadyNow()); }}.join();

  EXPECT_TRUE(in_flight().empty());
  EXPECT_EQ(Drain().size(), 1U);
}

std::pair<std::size_t, bool> Open(const Recorder& recorder) {
  const Recorder::OpenCount open = recorder.CountOpen();
  return {open.operations, open.exact};
}

TEST_F(RecorderTest, OpenOperationsAreCountedBeyondThePlacesOfAThread) {
  Make();
  std::vector<OpenSpan> all;
  for (const std::size_t count : {0, 1, 3, 32, 33, 100}) {
    while (all.size() < count) all.push_back(Start());
    EXPECT_THAT(Open(*recorder_), Pair(count, true));
  }
  std::thread{[&] {
    for (int i = 0; i < 40; ++i) all.push_back(Start());
  }}.join();
  Record();
  EXPECT_THAT(Open(*recorder_), Pair(140U, true));

  for (std::size_t left = all.size(); left-- > 0;) {
    recorder_->End(all[left], {}, SteadyNow());
    EXPECT_THAT(Open(*recorder_), Pair(left, true));
  }
}

TEST_F(RecorderTest, OpenOperationsThatMayNotBeKeptAreNotCounted) {
  RecorderSettings settings;
  settings.sampler.keep_failed = true;
  Make(settings);
  std::vector<OpenSpan> all;
  const auto start = [&](std::uint8_t flags, int count) {
    for (int i = 0; i < count; ++i) all.push_back(StartBelow(ParentWith(flags)));
  };
  start(0, 5);
  EXPECT_THAT(Open(*recorder_), Pair(0U, true));
  start(trace::TraceFlags::kIsSampled, 7);
  EXPECT_THAT(Open(*recorder_), Pair(7U, true));
  start(0, 60);
  EXPECT_THAT(Open(*recorder_), Pair(7U, false));
  for (OpenSpan& open : all) recorder_->End(open, {}, SteadyNow());
}

TEST_F(RecorderTest, MoreThanFitAreUnderWayAndAllAreRecorded) {
  Make();
  std::vector<OpenSpan> all;
  for (std::size_t i = 0; i < 3 * RecordingThread::kInFlight; ++i) all.push_back(Start());
  for (OpenSpan& open : all) recorder_->End(open, {}, SteadyNow());

  EXPECT_EQ(Drain().size(), 3 * RecordingThread::kInFlight);
}

TEST_F(RecorderTest, MeasurementsOfAllThreadsAddUpAndOutliveThem) {
  Make();
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) Record();
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(Drain().size(), 400U);
  }

  EXPECT_THAT(Counts(), ElementsAre(Pair(texts_.DimensionOf(statement_), 1200)));
}

TEST_F(RecorderTest, MoreSeriesThanAThreadHasRoomForAreMeasuredAllTheSame) {
  RecorderSettings settings;
  settings.spans = false;
  Make(settings);
  std::vector<TextId> statements;
  for (int i = 0; i < 600; ++i) statements.push_back(Statement("SELECT t" + std::to_string(i)));

  for (int round = 0; round < 2; ++round) {
    for (const TextId statement : statements) {
      statement_ = statement;
      Record();
    }
  }

  const auto counts = Counts();
  EXPECT_EQ(counts.size(), 600U);
  for (const auto& [dimension, count] : counts) EXPECT_EQ(count, 2U);
}

TEST_F(RecorderTest, BeyondTheSeriesLimitOfAClientMeasurementsGoToTheOverflow) {
  Make();
  Ending ending;
  ending.series_limit = 2;
  for (int i = 0; i < 10; ++i) {
    statement_ = Statement("SELECT t" + std::to_string(i));
    Record(ending);
  }

  const auto counts = Counts();
  EXPECT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts.at(0), 8U);
}

TEST_F(RecorderTest, WithoutANumberForATextMeasurementsGoToTheOverflow) {
  Make();
  const TextId known_endpoint = endpoint_;
  Record();
  statement_ = 0;
  Record();
  statement_ = Statement("SELECT t");
  endpoint_ = 0;
  Record();

  const auto counts = Counts();
  EXPECT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts.at(0), 2U);
  recorder_->Collect([&](const SeriesKey& key, const SeriesSums& /*sums*/) {
    EXPECT_EQ(key.overflow, key.endpoint != known_endpoint);
  });
}

TEST_F(RecorderTest, LogRecordsThatNobodyTakesAreNotRecorded) {
  RecorderSettings settings;
  settings.logs = false;
  Make(settings);

  recorder_->Log(kScope, "x");

  EXPECT_TRUE(Drain().empty());
}

TEST_F(RecorderTest, LostLogRecordsAreReported) {
  RecorderSettings settings;
  settings.bytes = 0;
  Make(settings);
  const test::CapturedLog log;

  for (int i = 0; i < 3; ++i) recorder_->Log(kScope, "x");

  EXPECT_THAT(log.Text(), ::testing::HasSubstr("log records are lost: the memory"));
}

TEST_F(RecorderTest, WhatIsNotRecordedGetsIdsWhenSomebodyAsks) {
  RecorderSettings settings;
  settings.sampler.ratio = 0;
  Make(settings);
  OpenSpan root = Start();
  OpenSpan child = StartBelow(ParentWith(0));

  recorder_->MakeIds(root);
  recorder_->MakeIds(child);

  EXPECT_NE(root.header.trace_id, TraceId{});
  EXPECT_NE(root.header.span_id, SpanId{});
  EXPECT_TRUE(std::equal(child.header.trace_id.begin(), child.header.trace_id.end(), kTraceBytes));
  EXPECT_NE(child.header.span_id, SpanId{});
  for (OpenSpan* const open : {&root, &child}) recorder_->End(*open, {}, SteadyNow());
}

/// Tests that old statements are discarded when there are too many different ones.
class ForgettingTest : public RecorderTest {
 protected:
  static constexpr std::size_t kBytes = std::size_t{1} << 20U;

  StatementTexts TextsOf(const std::string& name) {
    StatementTexts statement;
    statement.name = statement.summary = name;
    return statement;
  }
  /// Starts an operation with the statement `name`. Its text, set by `EndNamed`, repeats the name,
  /// so that `DrainAll` can check that the statement's id still refers to it.
  OpenSpan StartNamed(const std::string& name) {
    OpenSpan open;
    recorder_->Start(trace::SpanContext::GetInvalid(), open);
    recorder_->Describe(open, kScope, 0, few_.Intern(TextsOf(name)));
    return open;
  }
  void EndNamed(OpenSpan& open, const std::string& name) {
    Ending ending;
    ending.query_text = name;
    recorder_->End(open, ending, SteadyNow());
  }
  /// Does what the export thread does, and checks the statement of every record.
  void Export() {
    DrainAll();
    if (unused_) few_.DropOlder();
    unused_ = recorder_->IsOlderGenerationUnused();
    recorder_->RenewTexts(0);
  }
  void DrainAll() {
    recorder_->Drain([&](const char* record) {
      RecordHeader header;
      std::memcpy(&header, record, sizeof header);
      std::string name;
      ForEachParticular(record, [&](const ParticularView& one) {
        if (one.kind == Particular::kQueryText) name = one.text;
      });
      if (header.statement == 0) {
        ++without_number_;
      } else {
        ++with_number_;
        EXPECT_EQ(few_.statement(header.statement).name, name);
      }
      return true;
    });
    recorder_->Release();
  }

  ~ForgettingTest() override { recorder_.reset(); }

  Texts few_{kBytes};
  bool unused_ = false;
  std::size_t with_number_ = 0;
  std::size_t without_number_ = 0;
};

TEST_F(ForgettingTest, AMillionDifferentStatementsTakeNoMoreMemoryAndKeepTheirNames) {
  recorder_ = std::make_unique<Recorder>(RecorderSettings{}, few_);
  for (int i = 0; i < 1'000'000; ++i) {
    const std::string name = "SELECT t" + std::to_string(i);
    OpenSpan open = StartNamed(name);
    EndNamed(open, name);
    if (i % 1000 != 0) continue;
    Export();
    ASSERT_LE(few_.bytes(), kBytes);
  }
  DrainAll();

  EXPECT_EQ(with_number_ + without_number_, 1'000'000U);
  EXPECT_GT(with_number_, 100'000U);
  EXPECT_GT(few_.generation(), 10U);
}

TEST_F(ForgettingTest, AnOperationThatGoesOnKeepsItsStatement) {
  recorder_ = std::make_unique<Recorder>(RecorderSettings{}, few_);
  OpenSpan first = StartNamed("SELECT first");
  for (int i = 0; i < 100'000; ++i) {
    const std::string name = "SELECT t" + std::to_string(i);
    OpenSpan open = StartNamed(name);
    EndNamed(open, name);
    if (i % 1000 == 0) Export();
  }

  EXPECT_EQ(few_.generation(), 1U) << "the first one is in use";
  std::thread{[&] { EndNamed(first, "SELECT first"); }}.join();
  Export();
  Export();
  EXPECT_EQ(few_.generation(), 2U) << "it was dropped, and another one begun";
}

TEST_F(ForgettingTest, ANumberOfAnEarlierGenerationIsNotCurrent) {
  recorder_ = std::make_unique<Recorder>(RecorderSettings{}, few_);
  const TextId early = few_.Intern(TextsOf("SELECT early"));
  for (int i = 0; i < 20'000; ++i) few_.Intern(TextsOf("SELECT t" + std::to_string(i)));
  ASSERT_TRUE(few_.Renew());

  EXPECT_FALSE(recorder_->UseTexts().IsCurrent(early));
  EXPECT_TRUE(recorder_->UseTexts().IsCurrent(few_.Intern(TextsOf("SELECT early"))));
}

TEST_F(ForgettingTest, TheDimensionOfAForgottenNumberIsRememberedUntilItsPlaceIsTaken) {
  const auto fill_and_renew = [&](const std::string& name) {
    for (int i = 0; i < 20'000; ++i) few_.Intern(TextsOf(name + std::to_string(i)));
    few_.DropOlder();
    ASSERT_TRUE(few_.Renew());
  };
  const TextId early = few_.Intern(TextsOf("SELECT early"));
  const TextId dimension = few_.DimensionOf(early);

  fill_and_renew("SELECT t");
  EXPECT_EQ(few_.RememberedDimensionOf(early), dimension);
  fill_and_renew("SELECT u");
  EXPECT_EQ(few_.RememberedDimensionOf(early), dimension);
  few_.Intern(TextsOf("SELECT later"));
  EXPECT_EQ(few_.RememberedDimensionOf(early), 0U);
}

TEST_F(ForgettingTest, ThreadsThatRecordMeanwhileKeepTheirNames) {
  recorder_ = std::make_unique<Recorder>(RecorderSettings{}, few_);
  constexpr std::uint32_t kGenerations = 4;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; few_.generation() < kGenerations; ++i) {
        const std::string name = "SELECT t" + std::to_string(i) + "_" + std::to_string(t);
        OpenSpan open;
        recorder_->Start(trace::SpanContext::GetInvalid(), open);
        {
          TextUse use = recorder_->UseTexts();
          const TextId id = few_.Intern(TextsOf(name));
          recorder_->Describe(open, kScope, 0, use.IsCurrent(id) ? id : 0, 0, use);
        }
        EndNamed(open, name);
      }
    });
  }

  while (few_.generation() < kGenerations) Export();
  for (std::thread& thread : threads) thread.join();
  DrainAll();

  EXPECT_GT(with_number_, 0U);
}

TEST_F(RecorderTest, FullQueuesDropAndCount) {
  RecorderSettings settings;
  settings.bytes = 3 * Arena::kChunkBytes;
  Make(settings);

  for (int i = 0; i < 2000; ++i) Record();

  const auto drained = Drain().size();
  EXPECT_GT(drained, 100U);
  EXPECT_EQ(recorder_->counts().dropped_queue, 2000 - drained);
  EXPECT_EQ(Counts().begin()->second, 2000U);

  Record();
  EXPECT_EQ(Drain().size(), 1U);
}

TEST_F(RecorderTest, WithoutAnyMemoryOperationsAreMeasuredAndSpansCountedAsDropped) {
  RecorderSettings settings;
  settings.bytes = 0;
  Make(settings);

  for (int i = 0; i < 5; ++i) Record();

  EXPECT_TRUE(Drain().empty());
  EXPECT_EQ(recorder_->counts().dropped_queue, 5U);
  EXPECT_EQ(Counts().begin()->second, 5U);
}

TEST_F(RecorderTest, ThreadsThatCameAndWentUseTheMemoryOfOne) {
  RecorderSettings settings;
  settings.bytes = 3 * Arena::kChunkBytes;
  Make(settings);

  for (int i = 0; i < 100; ++i) {
    std::thread{[&] { Record(); }}.join();
    EXPECT_EQ(Drain().size(), 1U);
  }

  EXPECT_EQ(recorder_->counts().dropped_queue, 0U);
}

TEST_F(RecorderTest, ThreadsThatCameAndWentBeforeAnybodyDrainedUseTheMemoryOfOne) {
  RecorderSettings settings;
  settings.bytes = 3 * Arena::kChunkBytes;
  Make(settings);

  for (int i = 0; i < 100; ++i) std::thread{[&] { Record(); }}.join();

  EXPECT_EQ(Drain().size(), 100U);
  EXPECT_EQ(recorder_->counts().dropped_queue, 0U);
}

TEST_F(RecorderTest, RecordsThatWereDrainedHoldTheirMemoryUntilTheyAreReleased) {
  RecorderSettings settings;
  settings.bytes = 3 * Arena::kChunkBytes;
  Make(settings);
  const auto fill = [&] {
    for (int i = 0; i < 2000; ++i) Record();
  };
  const auto drain = [&] {
    std::size_t count = 0;
    recorder_->Drain([&](const char* /*record*/) {
      ++count;
      return true;
    });
    return count;
  };
  fill();
  const std::size_t room = drain();

  fill();
  EXPECT_EQ(drain(), 0U);

  recorder_->Release();
  fill();
  EXPECT_GT(drain(), room / 3);
}

TEST_F(RecorderTest, AFilledQueueWakesWhoWaits) {
  Make();
  std::thread waiting{[&] { recorder_->Wait(600'000'000'000); }};

  for (int i = 0; i < 2000; ++i) Record();

  waiting.join();
  EXPECT_EQ(Drain().size(), 2000U);
}

TEST_F(RecorderTest, WakingBeforeTheWaitCounts) {
  Make();

  recorder_->Wake();

  recorder_->Wait(600'000'000'000);
}

}  // namespace
}  // namespace dbspan::recorder
