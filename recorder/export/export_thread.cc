#include "recorder/export/export_thread.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/floating_point_guard.h"
#include "core/process/last_thread.h"
#include "recorder/export/fork_gate.h"
#include "recorder/export/own_descriptors.h"
#include "recorder/futex.h"
#include "recorder/merged_spans.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// With a delay of 0 (export at once), the thread would otherwise never sleep in an idle process.
constexpr std::int64_t kShortestWait = 10 * kNanosecondsPerMillisecond;
constexpr std::size_t kStackBytes = std::size_t{512} << 10U;
// Time that the thread may need after the deadline to notice it.
constexpr std::int64_t kGrace = 80 * kNanosecondsPerMillisecond;

}  // namespace

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
  const FloatingPointGuard floating_point_guard;
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
          "did; DBSPAN_EXIT_TIMEOUT (ms) sets how long it may wait");
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
