#include "recorder/process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <type_traits>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "recorder/export/export_thread.h"
#include "recorder/export/fork_gate.h"
#include "recorder/export/resource.h"
#include "recorder/export/settings.h"
#include "recorder/rings/process_rings.h"

namespace dbspan::recorder {
namespace {

// Without a ring file, spans that nobody exports are not recorded.
RecorderSettings RecorderSettingsOf(const ExportSettings& settings, bool shared) {
  RecorderSettings recorder = settings.recorder;
  recorder.spans = settings.traces.exported() || shared;
  return recorder;
}

/// What records and exports in one process.
struct Pipeline {
  Pipeline(const ExportSettings& settings, const std::string& resource, Texts& texts,
           rings::RingFile* shared, void (*on_first_export)())
      : ring_file(shared),
        recorder(RecorderSettingsOf(settings, shared != nullptr), texts,
                 shared == nullptr ? std::optional<SharedMemory>{} : shared->memory()),
        exporter(settings, resource, recorder, on_first_export, shared != nullptr) {}

  rings::RingFile* const ring_file;  // or null
  Recorder recorder;
  ExportThread exporter;
};

/// What a process knows of its pipeline. All zeroes, nothing was set up.
struct Life {
  std::atomic<Pipeline*> pipeline;
  std::atomic<bool> off;  // for good: disabled, impossible, or at the exit
};
static_assert(std::is_trivially_destructible_v<Life>);

/// What is read once, and kept by the children of a fork. Never destroyed.
struct Constants {
  explicit Constants(const ProcessSettings& process)
      : service(process.service),
        settings(ReadExportSettings([](const char* name) { return secure_getenv(name); })),
        texts(settings.text_bytes) {
    settings.recorder.sampler.keep_failed = process.keep_failed;
    settings.recorder.sampler.keep_slower_than = process.keep_slower_than.count();
  }

  const std::string service;
  ExportSettings settings;
  Texts texts;
};

std::atomic<Life*> life{nullptr};
std::atomic<const ProcessSettings*> process_settings{nullptr};
std::atomic<Constants*> constants{nullptr};
std::atomic<rings::RingFile*> ring_file{nullptr};  // of this process, or of its parent

/// Publishes `made` unless another thread was faster, and returns what was published.
template <class Type, class Delete>
Type* Publish(std::atomic<Type*>& where, Type* made, Delete remove) {
  Type* found = nullptr;
  if (where.compare_exchange_strong(found, made)) return made;
  remove(made);
  return found;
}

void OnFork() {
  ForkGate::InChild();
  if (rings::RingFile* const of_parent = ring_file.exchange(nullptr)) {
    constants.load()->texts.Observe(nullptr, nullptr);
    of_parent->LeaveToParent();
  }
  Life* const known = life.load();
  if (known == nullptr) return;
  known->pipeline = nullptr;
  known->off = false;
}

// A page that the kernel clears in the child of any fork, also of those that call no handlers.
// Where it does not know how to, pthread_atfork has to do.
Life* MapLife() {
  const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const page =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return nullptr;
  madvise(page, size, MADV_WIPEONFORK);
  Life* const mine = static_cast<Life*>(page);
  Life* const found =
      Publish(life, mine, [size](Life* unused) { munmap(static_cast<void*>(unused), size); });
  if (found == mine) pthread_atfork(ForkGate::BeforeFork, ForkGate::InParent, OnFork);
  return found;
}

Constants& GetConstants() {
  Constants* found = constants.load();
  if (found == nullptr) {
    const ProcessSettings* const given = process_settings.load();
    auto made = std::make_unique<Constants>(given == nullptr ? ProcessSettings{} : *given);
    found = Publish(constants, made.release(), std::default_delete<Constants>{});
    for (const std::string& complaint : found->settings.complaints) LogOnce(complaint, complaint);
  }
  return *found;
}

void OnExit() {
  Life* const known = life.load();
  Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
  rings::RingFile* const rings = pipeline == nullptr ? nullptr : pipeline->ring_file;
  if (rings != nullptr) rings->MarkExited();
  if (rings != nullptr && !constants.load()->settings.exports()) return;  // recording goes on
  if (known == nullptr || known->off.exchange(true)) return;
  if (pipeline != nullptr) pipeline->exporter.Stop(constants.load()->settings.exit_timeout);
  if (rings != nullptr && pipeline->exporter.left_nothing()) rings->Remove();
}

void OnSigterm(int signal) {
  Life* const known = life.load();
  Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
  if (pipeline != nullptr) return pipeline->exporter.StopThenTerminate();
  std::signal(signal, SIG_DFL);
  raise(signal);
}

// Leaves the application's own handler, or its wish to ignore the signal, alone.
void WatchSigterm() {
  struct sigaction before {};
  if (sigaction(SIGTERM, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return;
  struct sigaction action {};
  action.sa_handler = OnSigterm;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
}

// Twice: when recording begins, and when OpenSSL was loaded, which cleans up at the exit before
// whatever was registered earlier. A child of a fork has it as well.
void RunAtExit() { std::atexit(OnExit); }

// For the child of a fork that called no handlers.
void ForgetForksOfParent() {
  static std::atomic<pid_t> process{0};
  const pid_t before = process.exchange(getpid());
  if (before != 0 && before != getpid()) ForkGate::InChild();
}

Pipeline* SetUp(Life& of) {
  ForgetForksOfParent();
  Constants& known = GetConstants();
  const ExportSettings& settings = known.settings;
  if (settings.disabled || (!settings.recorder.spans && !settings.recorder.metrics)) {
    of.off = true;
    return nullptr;
  }
  Variables variables{[](const char* name) { return secure_getenv(name); }};
  const std::string resource = EncodeResource(known.service, variables);
  for (const std::string& complaint : variables.TakeComplaints()) LogOnce(complaint, complaint);
  RunAtExit();  // before another thread can record, and exit
  rings::RingFile* const rings = rings::MakeProcessRings(settings.rings, resource, known.texts);
  if (rings == nullptr && !settings.exports()) {
    of.off = true;
    return nullptr;
  }
  Pipeline* const mine = new Pipeline{settings, resource, known.texts, rings, RunAtExit};
  Pipeline* const found = Publish(of.pipeline, mine, std::default_delete<Pipeline>{});
  if (found != mine) {
    if (rings != nullptr) rings->Remove();
    if (found->ring_file != nullptr) found->ring_file->KeepTexts(known.texts);
    return found;
  }
  ring_file = rings;
  if (settings.exports() && !mine->exporter.Start()) {
    of.off = true;  // what other threads have begun to record stays where it is
    LogOnce("recorder.no_thread", "nothing is recorded: the system makes no thread to export it");
    return nullptr;
  }
  if (settings.flush_on_sigterm) WatchSigterm();
  return mine;
}

Recorder* SetUpCurrent() noexcept try {
  const ErrnoGuard errno_guard;
  Life* of = life.load();
  if (of == nullptr) of = MapLife();
  if (of == nullptr || of->off.load()) return nullptr;
  Pipeline* const pipeline = SetUp(*of);
  return pipeline == nullptr ? nullptr : &pipeline->recorder;
} catch (...) {
  return nullptr;  // out of memory: the next operation tries again
}

}  // namespace

void Configure(const ProcessSettings& settings) {
  process_settings = new ProcessSettings{settings};  // an earlier one may be being read
}

Recorder* Current() noexcept {
  Life* const known = life.load(std::memory_order_acquire);
  if (known != nullptr) {
    if (known->off.load(std::memory_order_relaxed)) return nullptr;
    Pipeline* const pipeline = known->pipeline.load(std::memory_order_acquire);
    if (pipeline != nullptr) return &pipeline->recorder;
  }
  return SetUpCurrent();
}

Texts& CurrentTexts() noexcept { return GetConstants().texts; }

bool Flush(std::chrono::milliseconds timeout) noexcept {
  Life* const known = life.load();
  if (known == nullptr) return true;
  Pipeline* const pipeline = known->pipeline.load();
  if (pipeline == nullptr || known->off.load()) return true;
  return !constants.load()->settings.exports() || pipeline->exporter.Flush(timeout);
}

}  // namespace dbspan::recorder
