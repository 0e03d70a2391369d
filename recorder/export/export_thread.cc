#include "recorder/export/export_thread.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/last_thread.h"
#include "recorder/export/fork_gate.h"
#include "recorder/export/own_descriptors.h"
#include "recorder/futex.h"
#include "recorder/merged_spans.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
// With a delay of 0 (export at once), the thread would otherwise never sleep in an idle process.
constexpr std::int64_t kShortestWait = 10 * kMillisecond;
// Shortest time between two generations of interned statements.
constexpr std::int64_t kTextsPeriod = 30'000 * kMillisecond;
constexpr std::size_t kStackBytes = std::size_t{512} << 10U;
// Time that the thread may need after the deadline to notice it.
constexpr std::int64_t kGrace = 80 * kMillisecond;

std::int64_t Nanoseconds(std::chrono::milliseconds time) noexcept {
  return time.count() * kMillisecond;
}

std::int64_t UnixNow() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void ExportThread::Batch::Add(ScopeId scope, std::string_view item) {
  if (request.size() == 0) since = SteadyNow();
  request.Add(scope, item);
}

bool ExportThread::Batch::IsDue(std::int64_t now) const noexcept {
  return request.size() != 0 && now >= since + Nanoseconds(settings.delay);
}

ExportThread::ExportThread(const ExportSettings& settings, const std::string& resource,
                           Recorder& recorder, void (*on_first_export)(), bool keeps_rest)
    : settings_(settings),
      recorder_(recorder),
      on_first_export_(on_first_export),
      keeps_rest_(keeps_rest),
      spans_{otlp::RequestBuilder{resource}, settings.spans},
      logs_{otlp::RequestBuilder{resource}, settings.log_records},
      metrics_(resource, settings.temporality, UnixNow()),
      span_exporter_(settings.traces, otlp::Message::kTracesRequest,
                     [this] { return deadline_.load(); }),
      log_exporter_(settings.logs, otlp::Message::kLogsRequest,
                    [this] { return deadline_.load(); }),
      metric_exporter_(settings.metrics, otlp::Message::kMetricsRequest,
                       [this] { return deadline_.load(); }),
      metrics_due_(SteadyNow() + Nanoseconds(settings.metric_interval)) {}

bool ExportThread::Start() noexcept {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // the thread inherits it
  pthread_t thread;
  runs_.store(true);
  const bool started = pthread_create(&thread, &attributes, &ExportThread::Main, this) == 0;
  if (!started) runs_.store(false);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  if (started) LastThread::OnOwnThread();
  return started;
}

void* ExportThread::Main(void* self) {
  pthread_setname_np(pthread_self(), "dbspan-export");
  static_cast<ExportThread*>(self)->Run();
  return nullptr;
}

void ExportThread::Run() {
  // If that is not possible, each socket is checked before it is used (own_socket.h).
  UseOwnDescriptors(settings_.traces.console || settings_.metrics.console ||
                    settings_.logs.console);
  while (RunOnce()) {
  }
  runs_.store(false);  // before `terminating_` is read: `StopThenTerminate` writes it first
  if (terminating_.load()) {
    std::signal(SIGTERM, SIG_DFL);
    kill(getpid(), SIGTERM);
  }
  if (retiring_.load()) return;
  // The thread must not end: libraries for TLS would clean up its data while `exit` cleans up the
  // libraries.
  while (true) pause();
}

bool ExportThread::RunOnce() {
  recorder_.Wait(NextDue() - SteadyNow());
  // read first, because `Stop` sets `stopping_` before its request
  const std::uint32_t request = requested_.load();
  const bool stopping = stopping_.load();
  const bool everything = request != answered_.load();
  try {
    EndMerged(stopping);
    ForgetTexts(Drain(everything));
    if (everything || SteadyNow() >= metrics_due_) ExportMetrics();
    if (on_first_export_ != nullptr && HasExported()) std::exchange(on_first_export_, nullptr)();
    if (stopping) DropRest();
    ReportLosses();
  } catch (const std::exception&) {  // out of memory: the items that were taken are lost
  }
  Answer(request);
  return !stopping;
}

// A fork waits for it, because the child could not lock the merged spans again.
void ExportThread::EndMerged(bool all) noexcept {
  const ForkGate::Inside inside;
  if (all) {
    MergedSpans::EndAll(recorder_);
  } else {
    MergedSpans::EndIdle(recorder_);
  }
}

std::int64_t ExportThread::NextDue() const noexcept {
  std::int64_t due = metrics_due_;
  for (const Batch* batch : {&spans_, &logs_}) {
    // If the batch is empty, check again after one delay, because new records do not wake this
    // thread.
    const std::int64_t since = batch->request.size() == 0 ? SteadyNow() : batch->since;
    due = std::min(due, since + Nanoseconds(batch->settings.delay));
  }
  return std::max(due, SteadyNow() + kShortestWait);
}

// Returns whether all records were drained.
bool ExportThread::Drain(bool everything) {
  if (!settings_.exports_records()) return true;
  for (bool full = true; full && SteadyNow() < deadline_.load();) {
    full = false;
    recorder_.Drain([&](const char* record) {
      if (Take(record)) return true;
      full = true;
      return false;
    });
    ExportBatches(everything);
    const bool pending = spans_.request.size() + logs_.request.size() != 0;
    if (!keeps_rest_ || !pending) recorder_.Release();
    if (!full) return true;
  }
  return false;
}

// Drops the older generation in the first complete drain after it was found unused. Until then, all
// records that refer to it are drained and encoded.
void ExportThread::ForgetTexts(bool drained) {
  // Not while it stops, because another pipeline may use the texts already.
  if (!forgets_texts_ || keeps_rest_ || stopping_.load()) return;
  if (older_texts_are_unused_ && drained) {
    recorder_.texts().DropOlder();
    older_texts_are_unused_ = false;
  }
  older_texts_are_unused_ = recorder_.IsOlderGenerationUnused();
  recorder_.RenewTexts(kTextsPeriod);
}

// Returns false if the record must wait until the batch is sent.
bool ExportThread::Take(const char* record) {
  RecordHeader header;
  std::memcpy(&header, record, sizeof header);
  Batch& batch = header.kind == RecordKind::kLog ? logs_ : spans_;
  if (batch.IsFull()) return false;
  if (header.kind == RecordKind::kLog) {
    ForEachParticular(record, [&](const ParticularView& particular) {
      batch.Add(header.scope, particular.text);
    });
  } else {
    item_.clear();
    otlp::EncodeSpan(record, recorder_.texts(), item_);
    batch.Add(header.scope, item_);
  }
  return true;
}

void ExportThread::ExportBatches(bool everything) {
  const auto is_wanted = [&](const Batch& batch) {
    return batch.IsFull() || batch.IsDue(SteadyNow()) || (everything && batch.request.size() != 0);
  };
  if (is_wanted(spans_)) {
    const std::size_t spans = spans_.request.size();
    const std::size_t lost = span_exporter_.Export(spans_.request.Take(), spans);
    recorder_.CountExported(spans - lost);
    recorder_.CountDroppedExport(lost);
  }
  if (is_wanted(logs_)) {
    const std::size_t records = logs_.request.size();
    log_exporter_.Export(logs_.request.Take(), records);
  }
}

void ExportThread::ExportMetrics() {
  metrics_due_ = SteadyNow() + Nanoseconds(settings_.metric_interval);
  if (!settings_.metrics.exported()) return;
  std::string request = metrics_.Build(recorder_, UnixNow());
  if (!request.empty()) metric_exporter_.Export(std::move(request), 1);
}

bool ExportThread::HasExported() const noexcept {
  return span_exporter_.is_open() || log_exporter_.is_open() || metric_exporter_.is_open();
}

// Drops and counts all remaining records, because the time for exporting is over.
void ExportThread::DropRest() {
  if (!settings_.exports_records()) return;
  std::size_t spans = spans_.request.size();
  recorder_.Drain([&spans](const char* /*record*/) {
    ++spans;
    return true;
  });
  left_nothing_.store(spans == 0);
  if (spans == 0 || keeps_rest_) return;
  recorder_.CountDroppedExport(spans);
  LogOnce("recorder.dropped_at_exit", std::to_string(spans) +
                                          " spans were not exported before the process ended; " +
                                          "DBSPAN_EXIT_TIMEOUT (ms) says how long it may wait");
}

void ExportThread::ReportLosses() {
  const SpanCounts counts = recorder_.counts();
  if (counts.dropped_queue == 0) return;
  LogOnce(
      "recorder.dropped_queue",
      "more spans are recorded than can be exported: " + std::to_string(counts.dropped_queue) +
          " were dropped so far; dbspan.recorder.spans counts them, DBSPAN_RECORDER_MEMORY (MiB) "
          "and OTEL_BSP_MAX_EXPORT_BATCH_SIZE help");
}

void ExportThread::Answer(std::uint32_t request) noexcept {
  answered_.store(request);
  WakeAll(answered_);
}

bool ExportThread::Await(std::uint32_t request, std::int64_t deadline) noexcept {
  while (true) {
    const std::uint32_t answered = answered_.load();
    if (static_cast<std::int32_t>(answered - request) >= 0) return true;
    const std::int64_t left = deadline - SteadyNow();
    if (left <= 0) return false;
    WaitWhile(answered_, answered, left);
  }
}

bool ExportThread::Flush(std::chrono::milliseconds timeout) noexcept {
  const std::int64_t deadline = SteadyNow() + Nanoseconds(timeout);
  const std::uint32_t request = requested_.fetch_add(1) + 1;
  recorder_.Wake();
  return Await(request, deadline);
}

void ExportThread::Stop(std::chrono::milliseconds timeout) noexcept {
  const std::int64_t deadline = SteadyNow() + Nanoseconds(timeout);
  deadline_.store(deadline);
  stopping_.store(true);
  const std::uint32_t request = requested_.fetch_add(1) + 1;
  recorder_.Wake();
  if (Await(request, deadline + kGrace) || keeps_rest_) return;
  // The thread reports losses itself, but not if the machine is too busy to run it, or if it still
  // loads a library.
  LogOnce("recorder.dropped_at_exit",
          "could not export spans and metrics in time: the export had not ended when the process "
          "did; DBSPAN_EXIT_TIMEOUT (ms) says how long it may wait");
}

void ExportThread::Retire(std::chrono::milliseconds timeout) noexcept {
  retiring_.store(true);
  Stop(timeout);
}

bool ExportThread::StopThenTerminate() noexcept {
  deadline_.store(SteadyNow() + Nanoseconds(settings_.exit_timeout));
  terminating_.store(true);
  stopping_.store(true);
  requested_.fetch_add(1);
  recorder_.Wake();
  return runs_.load();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
