#include "sdk/batch_processor.h"

#include <gmock/gmock.h>
#include <opentelemetry/sdk/trace/span_data.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dbspan::sdk {
namespace {

namespace nostd = opentelemetry::nostd;
namespace sdk_trace = opentelemetry::sdk::trace;
namespace sdk_common = opentelemetry::sdk::common;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::chrono::milliseconds kNever{1'000'000'000};

/// Records the batches that an exporter gets, and blocks it until the test opens the gate.
class Exported {
 public:
  void Add(std::size_t spans) {
    std::unique_lock lock{mutex_};
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    batches_.push_back(spans);
    changed_.notify_all();
  }
  void WaitForArrival() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return arrived_ != 0; });
  }
  void WaitFor(std::size_t batches) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return batches_.size() >= batches; });
  }
  void SetOpen(bool open) {
    const std::lock_guard lock{mutex_};
    open_ = open;
    changed_.notify_all();
  }
  std::vector<std::size_t> batches() const {
    const std::lock_guard lock{mutex_};
    return batches_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::size_t> batches_;
  std::size_t arrived_ = 0;
  bool open_ = true;
};

class Exporter : public sdk_trace::SpanExporter {
 public:
  explicit Exporter(Exported& exported) : exported_(exported) {}
  std::unique_ptr<sdk_trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk_trace::SpanData>();
  }
  sdk_common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept override {
    exported_.Add(spans.size());
    return sdk_common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  Exported& exported_;
};

class BatchProcessorTest : public ::testing::Test {
 protected:
  void Make(std::size_t most_in_queue, std::size_t most_in_batch,
            std::chrono::milliseconds delay = kNever) {
    BatchProcessor::Options options;
    options.max_queue_size = most_in_queue;
    options.max_export_batch_size = most_in_batch;
    options.schedule_delay_millis = delay;
    processor_ = std::make_unique<BatchProcessor>(std::make_unique<Exporter>(exported_), options);
  }
  void End(std::size_t spans) {
    for (std::size_t i = 0; i < spans; ++i) processor_->OnEnd(processor_->MakeRecordable());
  }

  Exported exported_;
  std::unique_ptr<BatchProcessor> processor_;
};

TEST_F(BatchProcessorTest, SendsFullBatchesAndKeepsTheRest) {
  Make(100, 10);

  End(25);

  exported_.WaitFor(2);
  EXPECT_THAT(exported_.batches(), ElementsAre(10, 10));
}

TEST_F(BatchProcessorTest, SendsWhatThereIsWhenItHasWaitedLongEnough) {
  Make(100, 10, std::chrono::milliseconds{1});

  End(1);

  exported_.WaitFor(1);
  EXPECT_THAT(exported_.batches(), ElementsAre(1));
}

TEST_F(BatchProcessorTest, AFlushSendsEverythingAtOnce) {
  Make(100, 10);
  End(13);

  EXPECT_TRUE(processor_->ForceFlush(std::chrono::seconds{60}));

  EXPECT_THAT(exported_.batches(), ElementsAre(10, 3));
}

TEST_F(BatchProcessorTest, AFlushWithNothingToSendReturns) {
  Make(100, 10);

  EXPECT_TRUE(processor_->ForceFlush(std::chrono::microseconds{0}));

  EXPECT_THAT(exported_.batches(), IsEmpty());
}

TEST_F(BatchProcessorTest, AnEndSendsEverythingAndTakesNothingAnyMore) {
  Make(100, 10);
  End(13);

  EXPECT_TRUE(processor_->Shutdown(std::chrono::seconds{60}));
  End(5);

  EXPECT_THAT(exported_.batches(), ElementsAre(10, 3));
}

TEST_F(BatchProcessorTest, WhatFindsTheQueueFullIsCounted) {
  Make(20, 10);
  exported_.SetOpen(false);
  End(10);
  exported_.WaitForArrival();  // the first batch has left the queue

  End(25);

  EXPECT_EQ(processor_->dropped(), 5U);
  exported_.SetOpen(true);
  EXPECT_TRUE(processor_->Shutdown(std::chrono::seconds{60}));
  EXPECT_THAT(exported_.batches(), ElementsAre(10, 10, 10));
}

TEST_F(BatchProcessorTest, AFlushThatTakesTooLongGivesUp) {
  Make(20, 10);
  exported_.SetOpen(false);
  End(1);

  EXPECT_FALSE(processor_->ForceFlush(std::chrono::microseconds{1}));

  exported_.SetOpen(true);
}

TEST_F(BatchProcessorTest, SpansOfManyThreadsAreSentOrCounted) {
  Make(64, 16, std::chrono::milliseconds{1});
  std::vector<std::thread> threads;

  for (int i = 0; i < 4; ++i) threads.emplace_back([this] { End(5000); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(processor_->Shutdown(std::chrono::seconds{60}));

  std::size_t sent = 0;
  for (const std::size_t batch : exported_.batches()) sent += batch;
  EXPECT_EQ(sent + processor_->dropped(), 20000U);
}

}  // namespace
}  // namespace dbspan::sdk
