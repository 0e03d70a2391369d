#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "recorder/export/otlp_exporter.h"
#include "recorder/export/settings.h"
#include "recorder/otlp/metrics.h"
#include "recorder/otlp/spans.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {

/// The thread that exports what a recorder recorded.
///
/// No signal is delivered to it. It lives as long as the process: it is stopped, not joined, and
/// never destroyed.
class ExportThread {
 public:
  /// `settings` and `recorder` must live as long as the process. `resource` is an encoded
  /// resource.v1.Resource.
  /// `on_first_export` is called by the thread when libraries were loaded to export with.
  /// With `keeps_rest`, records stay in the recorder until they were exported, for a reader that
  /// comes after the process died.
  ExportThread(const ExportSettings& settings, const std::string& resource, Recorder& recorder,
               void (*on_first_export)(), bool keeps_rest = false);
  ExportThread(const ExportThread&) = delete;
  ExportThread& operator=(const ExportThread&) = delete;

  /// Lets it forget interned statements, as the only one of its process that reads them. To be
  /// called before it starts.
  void MayForgetTexts() noexcept { forgets_texts_ = true; }
  /// Returns false if the system makes no more threads.
  bool Start() noexcept;
  /// Exports what was recorded so far; returns false if that takes longer than `timeout`. Safe from
  /// any thread.
  bool Flush(std::chrono::milliseconds timeout) noexcept;
  /// Exports what was recorded so far and stops; what is not exported within `timeout` is lost, and
  /// counted. Returns once nothing of it runs any more, or a little later than that.
  void Stop(std::chrono::milliseconds timeout) noexcept;
  /// The same, where the process goes on: its thread ends.
  void Retire(std::chrono::milliseconds timeout) noexcept;
  /// Tells whether everything was exported when it stopped.
  bool left_nothing() const noexcept { return left_nothing_.load(); }
  /// For the handler of SIGTERM: exports what was recorded, and ends the process by the signal.
  void StopThenTerminate() noexcept;

 private:
  /// A batch that is being filled.
  struct Batch {
    otlp::RequestBuilder request;
    BatchSettings settings;
    std::int64_t since = 0;  ///< When its first item came.

    void Add(ScopeId scope, std::string_view item);
    bool IsFull() const noexcept { return request.size() >= settings.most; }
    bool IsDue(std::int64_t now) const noexcept;
  };

  static void* Main(void* self);
  void Run();
  bool RunOnce();
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
  // The thread's own.
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
  // Between it and the others.
  std::atomic<std::uint32_t> requested_{0};  // flushes
  std::atomic<std::uint32_t> answered_{0};   // futex
  std::atomic<std::int64_t> deadline_{OtlpExporter::kNoDeadline};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> left_nothing_{false};
  std::atomic<bool> retiring_{false};
  std::atomic<bool> terminating_{false};
};

}  // namespace dbspan::recorder
