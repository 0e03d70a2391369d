#pragma once

#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/processor.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Exports spans in batches. A full batch is exported at once, an incomplete one when its oldest
/// span has waited for the schedule delay. A span that finds the queue full is dropped and counted.
///
/// The SDK's own processor exports all spans of the queue each time it wakes up, which makes many
/// small requests under load. Owns one thread. Safe from any thread.
class BatchProcessor : public opentelemetry::sdk::trace::SpanProcessor {
 public:
  using Options = opentelemetry::sdk::trace::BatchSpanProcessorOptions;
  using Recordable = std::unique_ptr<opentelemetry::sdk::trace::Recordable>;

  BatchProcessor(std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter,
                 const Options& options);
  ~BatchProcessor() override;

  Recordable MakeRecordable() noexcept override;
  void OnStart(opentelemetry::sdk::trace::Recordable& /*span*/,
               const opentelemetry::trace::SpanContext& /*parent_context*/) noexcept override {}
  void OnEnd(Recordable&& span) noexcept override;
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override;
  bool Shutdown(std::chrono::microseconds timeout) noexcept override;

  /// Number of spans that were dropped because the queue was full.
  std::uint64_t dropped() const noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  void Run();
  void WaitForWork(std::unique_lock<std::mutex>& lock);
  std::vector<Recordable> TakeBatch();
  bool IsFull() const noexcept { return queue_.size() >= most_in_batch_; }
  bool WaitUntil(std::unique_lock<std::mutex>& lock, std::chrono::microseconds timeout,
                 bool (BatchProcessor::*done)(std::uint64_t) const, std::uint64_t what);
  bool IsExported(std::uint64_t number) const { return exported_ >= number; }
  bool HasEnded(std::uint64_t /*unused*/) const { return ended_; }

  const std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter_;
  const std::size_t most_in_queue_;
  const std::size_t most_in_batch_;
  const std::chrono::milliseconds delay_;

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable progress_;
  std::vector<Recordable> queue_;
  Clock::time_point oldest_;       // arrival of the first span in the queue
  std::uint64_t taken_ = 0;        // number of spans ever put into the queue
  std::uint64_t exported_ = 0;     // number of these that are exported
  std::uint64_t flush_until_ = 0;  // export these without waiting
  std::uint64_t dropped_ = 0;
  bool ending_ = false;
  bool ended_ = false;
  std::thread thread_;  // last, because it uses the other members
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
