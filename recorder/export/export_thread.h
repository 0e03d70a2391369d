#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "dbspan/version.h"
#include "recorder/export/otlp_exporter.h"
#include "recorder/export/settings.h"
#include "recorder/otlp/metrics.h"
#include "recorder/otlp/request.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;

inline std::int64_t Nanoseconds(std::chrono::milliseconds time) noexcept {
  return time.count() * kNanosecondsPerMillisecond;
}

inline std::int64_t UnixNow() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The thread that exports the records of a recorder.
///
/// No signals are delivered to it. It exists as long as the process: it is stopped, but never
/// joined or destroyed.
class ExportThread {
 public:
  /// `settings` and `recorder` must exist as long as the process. `resource` is an encoded
  /// resource.v1.Resource.
  /// The thread calls `on_first_export` after it has loaded the libraries for exporting.
  /// With `keeps_rest`, records stay in the recorder until they are exported, so that a reader can
  /// get the rest if the process dies.
  ExportThread(const ExportSettings& settings, const std::string& resource, Recorder& recorder,
               void (*on_first_export)(), bool keeps_rest = false);
  ExportThread(const ExportThread&) = delete;
  ExportThread& operator=(const ExportThread&) = delete;

  /// Lets the thread free old generations of interned statements. Only if no other thread of the
  /// process reads them. Call it before `Start`.
  void MayForgetTexts() noexcept { forgets_texts_ = true; }
  /// Returns false if the system refuses another thread.
  bool Start() noexcept;
  /// Exports everything recorded so far. Returns false if that takes longer than `timeout`. Safe
  /// from any thread.
  bool Flush(std::chrono::milliseconds timeout) noexcept;
  /// Exports everything recorded so far and stops. Records that are not exported within `timeout`
  /// are lost and counted. Returns when the thread does nothing more, or shortly after `timeout`.
  void Stop(std::chrono::milliseconds timeout) noexcept;
  /// Stops like `Stop`, and ends the thread, because the process continues.
  void Retire(std::chrono::milliseconds timeout) noexcept;
  /// Returns whether everything was exported when the thread stopped.
  bool left_nothing() const noexcept { return left_nothing_.load(); }
  /// Called by the handler of SIGTERM: exports everything recorded so far, and then ends the
  /// process by the signal. Returns false if the thread does not run, so nothing will happen.
  bool StopThenTerminate() noexcept;

 private:
  /// A batch that is being filled.
  struct Batch {
    otlp::RequestBuilder request;
    BatchSettings settings;
    std::int64_t since = 0;  ///< Time when its first item was added.

    void Add(ScopeId scope, std::string_view item);
    bool IsFull() const noexcept { return request.size() >= settings.most; }
    bool IsDue(std::int64_t now) const noexcept;
  };

  static void* Main(void* self);
  void Run();
  bool RunOnce();
  void EndMerged(bool all) noexcept;
  bool Drain(bool everything);
  void ForgetTexts(bool drained);
  bool Take(const char* record);
  void ExportBatches(bool everything);
  void ExportMetrics();
  bool HasExported() const noexcept;
  void DropRest();
  void ReportLosses();
  std::int64_t NextDue() const noexcept;
  void Answer(std::uint32_t request) noexcept;
  bool Await(std::uint32_t request, std::int64_t deadline) noexcept;

  const ExportSettings& settings_;
  Recorder& recorder_;
  void (*on_first_export_)();
  const bool keeps_rest_;
  // Used by the thread only.
  Batch spans_;
  Batch logs_;
  otlp::MetricsBuilder metrics_;
  OtlpExporter span_exporter_;
  OtlpExporter log_exporter_;
  OtlpExporter metric_exporter_;
  std::int64_t metrics_due_;
  std::string item_;
  bool forgets_texts_ = false;
  bool older_texts_are_unused_ = false;
  // Shared by the thread and its callers.
  std::atomic<std::uint32_t> requested_{0};  // number of requested flushes
  std::atomic<std::uint32_t> answered_{0};   // number of completed ones; a futex
  std::atomic<std::int64_t> deadline_{OtlpExporter::kNoDeadline};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> left_nothing_{false};
  std::atomic<bool> retiring_{false};
  std::atomic<bool> terminating_{false};
  std::atomic<bool> runs_{false};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
