#include "sdk/batch_processor.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "core/log/log_once.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace sdk_trace = opentelemetry::sdk::trace;

BatchProcessor::BatchProcessor(std::unique_ptr<sdk_trace::SpanExporter> exporter,
                               const Options& options)
    : exporter_(std::move(exporter)),
      most_in_queue_(std::max<std::size_t>(options.max_queue_size, 1)),
      most_in_batch_(std::clamp<std::size_t>(options.max_export_batch_size, 1, most_in_queue_)),
      delay_(options.schedule_delay_millis) {
  queue_.reserve(most_in_queue_);
  thread_ = std::thread{&BatchProcessor::Run, this};
}

BatchProcessor::~BatchProcessor() { Shutdown(std::chrono::microseconds::max()); }

BatchProcessor::Recordable BatchProcessor::MakeRecordable() noexcept {
  return exporter_->MakeRecordable();
}

void BatchProcessor::OnEnd(Recordable&& span) noexcept try {
  if (span == nullptr) return;
  bool dropped = false;
  {
    const std::lock_guard lock{mutex_};
    if (ending_) return;
    dropped = queue_.size() == most_in_queue_;
    if (dropped) {
      ++dropped_;
    } else {
      if (queue_.empty()) oldest_ = Clock::now();
      queue_.push_back(std::move(span));
      ++taken_;
      if (queue_.size() != 1 && queue_.size() != most_in_batch_) return;  // no need to wake it
    }
  }
  if (dropped) {
    LogOnce("batch_processor.dropped",
            "spans end faster than they are exported, and are dropped; raise "
            "OTEL_BSP_MAX_QUEUE_SIZE or OTEL_BSP_MAX_EXPORT_BATCH_SIZE");
    return;
  }
  work_.notify_one();
} catch (...) {  // no memory: the span is lost
}

void BatchProcessor::Run() {
  std::unique_lock lock{mutex_};
  while (true) {
    WaitForWork(lock);
    if (queue_.empty()) break;  // ending
    std::vector<Recordable> batch = TakeBatch();
    lock.unlock();
    exporter_->Export({batch.data(), batch.size()});
    const std::size_t size = batch.size();
    batch.clear();
    lock.lock();
    exported_ += size;
    progress_.notify_all();
  }
  ended_ = true;
  progress_.notify_all();
}

// Waits until a batch is full, the oldest span has waited long enough, or a flush or shutdown is
// requested.
void BatchProcessor::WaitForWork(std::unique_lock<std::mutex>& lock) {
  while (!ending_ && !IsFull() && (queue_.empty() || exported_ >= flush_until_)) {
    if (queue_.empty()) {
      work_.wait(lock);
    } else if (Clock::now() >= oldest_ + delay_) {
      return;
    } else {
      work_.wait_until(lock, oldest_ + delay_);
    }
  }
}

std::vector<BatchProcessor::Recordable> BatchProcessor::TakeBatch() {
  const auto end =
      queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), most_in_batch_));
  std::vector<Recordable> batch{std::make_move_iterator(queue_.begin()),
                                std::make_move_iterator(end)};
  queue_.erase(queue_.begin(), end);
  oldest_ = Clock::now();
  return batch;
}

bool BatchProcessor::ForceFlush(std::chrono::microseconds timeout) noexcept try {
  std::unique_lock lock{mutex_};
  flush_until_ = taken_;
  work_.notify_one();
  const std::uint64_t until = taken_;
  const bool exported = WaitUntil(lock, timeout, &BatchProcessor::IsExported, until);
  lock.unlock();
  return exported && exporter_->ForceFlush(timeout);
} catch (...) {
  return false;
}

bool BatchProcessor::Shutdown(std::chrono::microseconds timeout) noexcept try {
  std::unique_lock lock{mutex_};
  const bool first = !std::exchange(ending_, true);
  work_.notify_one();
  if (!first) return true;
  if (dropped_ != 0) {
    LogOnce("batch_processor.total", std::to_string(dropped_) + " spans were dropped in all: " +
                                         "they ended faster than they were exported");
  }
  const bool ended = WaitUntil(lock, timeout, &BatchProcessor::HasEnded, 0);
  lock.unlock();
  const bool shut_down = exporter_->Shutdown(timeout);  // aborts an export that hangs
  if (thread_.joinable()) thread_.join();
  return ended && shut_down;
} catch (...) {
  return false;
}

bool BatchProcessor::WaitUntil(std::unique_lock<std::mutex>& lock,
                               std::chrono::microseconds timeout,
                               bool (BatchProcessor::*done)(std::uint64_t) const,
                               std::uint64_t what) {
  constexpr std::chrono::microseconds kLong = std::chrono::hours{24 * 365};
  // 0 means no limit, as in the SDK's processors.
  const auto within = timeout.count() <= 0 ? kLong : std::min(timeout, kLong);
  return progress_.wait_for(lock, within, [&] { return (this->*done)(what); });
}

std::uint64_t BatchProcessor::dropped() const noexcept {
  const std::lock_guard lock{mutex_};
  return dropped_;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
