#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "core/log/log_once.h"
#include "core/process/exit_deadline.h"
#include "core/process/open_at_exit.h"
#include "recorder/merged_spans.h"
#include "recorder/process.h"
#include "recorder/process_state.h"
#include "recorder/recorder.h"

// How recording ends: at `exit` and on SIGTERM.
namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

/// Reports operations that are not recorded because they have not ended: streams that were not read
/// to their end, replies that were not read, calls of other threads. Allocates nothing, because the
/// program may call `exit` in a signal handler.
void ReportOpen(const Recorder& recorder) noexcept {
  const Recorder::OpenCount open = recorder.CountOpen();
  if (open.operations == 0) return;
  const bool one = open.operations == 1 && open.exact;
  std::array<char, 256> message;
  const int size = std::snprintf(
      message.data(), message.size(),
      "%s%zu %s still open at exit and %s not recorded: read their results, or close their "
      "connections, before the program ends",
      open.exact ? "" : "at least ", open.operations, one ? "operation was" : "operations were",
      one ? "is" : "are");
  if (size > 0) LogOnce("recorder.open_at_exit", {message.data(), static_cast<std::size_t>(size)});
}

// Runs once. In a child that is forked during exit, the flag is already set, so it does
// not run.
void OnExit() {
  if (!exiting.load()) OpenAtExit::EndAll();
  if (exiting.exchange(true)) return;
  ExitDeadline::Begin();
  Life* const known = life.load();
  Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
  rings::RingFile* const rings = pipeline == nullptr ? nullptr : pipeline->ring_file;
  if (pipeline != nullptr) MergedSpans::EndAll(pipeline->recorder);
  if (rings != nullptr) rings->MarkExited();
  if (rings != nullptr && !pipeline->exports()) return;  // other `atexit` handlers may still record
  if (known == nullptr || known->off.exchange(true)) return;
  Sink::SetMeasuring({});
  if (pipeline == nullptr) return;
  ReportOpen(pipeline->recorder);
  const bool flushes = pipeline->configuration.process.flush_at_exit;
  const auto timeout = pipeline->configuration.settings.exit_timeout;
  pipeline->exporter.Stop(flushes ? ExitDeadline::LeftOf(timeout) : std::chrono::milliseconds{0});
  if (rings != nullptr && pipeline->exporter.left_nothing()) rings->Remove();
}

void OnSigterm(int signal) {
  Life* const known = life.load();
  Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
  if (pipeline != nullptr && pipeline->exporter.StopThenTerminate()) return;
  std::signal(signal, SIG_DFL);
  raise(signal);
}

}  // namespace

void WatchSigterm() {
  struct sigaction before {};
  if (sigaction(SIGTERM, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return;
  struct sigaction action {};
  action.sa_handler = OnSigterm;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
}

// Registered when recording begins, and again whenever OpenSSL may have been initialized: after the
// first export, and when a connection to a new endpoint is first used. OpenSSL's own clean-up would
// otherwise run first and break the export. A forked child inherits the registrations.
void RunAtExit() { std::atexit(OnExit); }

void RunAtExitOnce() {
  static std::atomic<bool> registered{false};
  if (!registered.exchange(true)) RunAtExit();
}

void RunAtExitForEndpoint(TextId endpoint) noexcept {
  static std::atomic<int> left{16};
  static std::atomic<TextId> highest{0};  // texts are numbered in the order in which they are new
  TextId before = highest.load();
  if (endpoint <= before || !highest.compare_exchange_strong(before, endpoint)) return;
  if (left.fetch_sub(1) > 0) RunAtExit();
}

}  // namespace detail

void KeepExitCode() noexcept {
  static std::atomic<bool> registered{false};
  if (registered.exchange(true)) return;
  on_exit(
      [](int code, void* /*nothing*/) {
        detail::Life* const known = detail::life.load();
        detail::Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
        rings::RingFile* const rings = pipeline == nullptr ? nullptr : pipeline->ring_file;
        if (rings != nullptr) rings->KeepExitCode(code);
      },
      nullptr);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
