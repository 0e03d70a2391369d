#include "recorder/process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/exit_deadline.h"
#include "recorder/export/export_thread.h"
#include "recorder/export/fork_gate.h"
#include "recorder/export/resource.h"
#include "recorder/export/settings.h"
#include "recorder/futex.h"
#include "recorder/merged_spans.h"
#include "recorder/rings/process_rings.h"

namespace dbspan::recorder {
namespace {

// Without a ring file, spans and log records that nobody exports are not recorded.
RecorderSettings RecorderSettingsOf(const ExportSettings& settings, bool shared) {
  RecorderSettings recorder = settings.recorder;
  recorder.spans = settings.traces.exported() || shared;
  recorder.logs = settings.logs.exported() || shared;
  return recorder;
}

/// A process whose ring file could not be made has no reader: it exports what it is told to.
ExportSettings WithRings(ExportSettings settings, bool shared) {
  if (!shared) settings.rings.directory.clear();
  return settings;
}

using detail::Life;
using detail::life;
using detail::Pipeline;

/// What a pipeline is made of. Never destroyed: a pipeline, and the children of a fork, keep it.
struct Configuration {
  explicit Configuration(ProcessSettings given)
      : process(std::move(given)),
        settings(ReadExportSettings([](const char* name) { return secure_getenv(name); })) {
    RecorderSettings& recorder = settings.recorder;
    recorder.sampler.keep_failed = process.keep_failed;
    recorder.sampler.keep_slower_than = process.keep_slower_than.count();
    recorder.spans_per_name_per_second = process.spans_per_name_per_second;
    if (process.merge_faster_than.count() > 0) {
      recorder.merge_faster_than = process.merge_faster_than.count();
    }
    recorder.baggage_keys = process.baggage_keys;
  }

  const ProcessSettings process;
  ExportSettings settings;
};

}  // namespace

/// What records and exports in one process.
struct detail::Pipeline {
  Pipeline(const Configuration& made_of, const std::string& resource, Texts& interned,
           rings::RingFile* shared, void (*on_first_export)())
      : configuration(made_of),
        settings(WithRings(made_of.settings, shared != nullptr)),
        ring_file(shared),
        recorder(RecorderSettingsOf(settings, shared != nullptr), interned,
                 shared == nullptr ? std::optional<SharedMemory>{} : shared->memory()),
        exporter(settings, resource, recorder, on_first_export, shared != nullptr) {}

  /// Tells whether the exporting thread runs.
  bool exports() const noexcept { return settings.exports(); }

  const Configuration& configuration;
  const ExportSettings settings;
  rings::RingFile* const ring_file;  // or null
  Recorder recorder;
  ExportThread exporter;
};

namespace {

/// Lets one thread set up while others that begin at the same time wait for it. In the child of a
/// fork nobody is waited for.
class SettingUp {
 public:
  explicit SettingUp(Life& of) noexcept : of_(of), first_(of.setting_up.exchange(1) == 0) {
    // Should that thread not come to an end, this one sets up as well: one of the two wins.
    constexpr std::int64_t kPatience = 1'000'000'000;
    if (!first_) WaitWhile(of.setting_up, 1, kPatience);
  }
  SettingUp(const SettingUp&) = delete;
  SettingUp& operator=(const SettingUp&) = delete;
  ~SettingUp() {
    if (!first_) return;
    of_.setting_up.store(0);
    WakeAll(of_.setting_up);
  }

 private:
  Life& of_;
  const bool first_;
};

std::atomic<const Configuration*> configuration{nullptr};
std::atomic<Texts*> texts{nullptr};  // numbers stay valid whatever is configured
std::atomic<bool> exiting{false};
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
    texts.load()->Observe({});
    of_parent->LeaveToParent();
  }
  Life* const known = life.load();
  if (known == nullptr) return;
  known->recorder = nullptr;
  known->pipeline = nullptr;
  known->pipelines = 0;
  known->off = false;
  known->setting_up = 0;
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

const Configuration& GetConfiguration() {
  const Configuration* const found = configuration.load();
  if (found != nullptr) return *found;
  auto made = std::make_unique<const Configuration>(ProcessSettings{});
  return *Publish(configuration, static_cast<const Configuration*>(made.release()),
                  std::default_delete<const Configuration>{});
}

Texts& GetTexts() {
  Texts* const found = texts.load(std::memory_order_acquire);
  if (found != nullptr) return *found;
  auto made = std::make_unique<Texts>(GetConfiguration().settings.text_bytes);
  return *Publish(texts, made.release(), std::default_delete<Texts>{});
}

// What `exit` does of a child that was forked during it is the child's own.
void OnExit() {
  if (exiting.exchange(true)) return;
  ExitDeadline::Begin();
  Life* const known = life.load();
  Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
  rings::RingFile* const rings = pipeline == nullptr ? nullptr : pipeline->ring_file;
  if (pipeline != nullptr) MergedSpans::EndAll(pipeline->recorder);
  if (rings != nullptr) rings->MarkExited();
  if (rings != nullptr && !pipeline->exports()) return;  // recording goes on
  if (known == nullptr || known->off.exchange(true)) return;
  if (pipeline == nullptr) return;
  const bool flushes = pipeline->configuration.process.flush_at_exit;
  const auto timeout = pipeline->configuration.settings.exit_timeout;
  pipeline->exporter.Stop(flushes ? ExitDeadline::LeftOf(timeout) : std::chrono::milliseconds{0});
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

/// The first time, however often setting up is tried.
void RunAtExitOnce() {
  static std::atomic<bool> registered{false};
  if (!registered.exchange(true)) RunAtExit();
}

// For the child of a fork that called no handlers.
void ForgetForksOfParent() {
  static std::atomic<pid_t> process{0};
  const pid_t before = process.exchange(getpid());
  if (before != 0 && before != getpid()) ForkGate::InChild();
}

// Without memory for it nothing is recorded: each further attempt would make one more ring file.
Pipeline* MakePipeline(Life& of, const Configuration& made_of, const std::string& resource,
                       Texts& interned, rings::RingFile* rings) {
  try {
    return new Pipeline{made_of, resource, interned, rings, RunAtExit};
  } catch (...) {
    if (rings != nullptr) {
      of.off = true;
      rings->Remove();
    }
    throw;
  }
}

Pipeline* SetUp(Life& of) {
  ForgetForksOfParent();
  const Configuration& current = GetConfiguration();
  const ExportSettings& settings = current.settings;
  const bool records =
      settings.recorder.spans || settings.recorder.metrics || settings.logs.exported();
  if (settings.disabled || !records) {
    of.off = true;
    return nullptr;
  }
  for (const std::string& complaint : settings.complaints) LogOnce(complaint, complaint);
  Variables variables{[](const char* name) { return secure_getenv(name); }};
  const std::string resource = EncodeResource(current.process.service, variables);
  for (const std::string& complaint : variables.TakeComplaints()) LogOnce(complaint, complaint);
  RunAtExitOnce();  // before another thread can record, and exit
  Texts& interned = GetTexts();
  rings::RingFile* const rings = rings::MakeProcessRings(settings.rings, resource, interned);
  if (!WithRings(settings, rings != nullptr).exports() && rings == nullptr) {
    of.off = true;
    return nullptr;
  }
  Pipeline* const mine = MakePipeline(of, current, resource, interned, rings);
  Pipeline* const found = Publish(of.pipeline, mine, std::default_delete<Pipeline>{});
  if (found != mine) {
    if (rings != nullptr) rings->Remove();
    if (found->ring_file != nullptr) found->ring_file->KeepTexts(interned);
    return found;
  }
  ring_file = rings;
  // Threads of earlier ones may be at work still.
  if (of.pipelines.fetch_add(1) == 0) mine->exporter.MayForgetTexts();
  if (mine->exports() && !mine->exporter.Start()) {
    of.off = true;  // what other threads have begun to record stays where it is
    LogOnce("recorder.no_thread",
            "telemetry could not be set up, and nothing is recorded: the system makes no thread to "
            "export "
            "it");
    return nullptr;
  }
  if (settings.flush_on_sigterm) WatchSigterm();
  return mine;
}

}  // namespace

Recorder* detail::SetUpCurrent() noexcept try {
  const ErrnoGuard errno_guard;
  Life* of = life.load();
  if (of == nullptr) of = MapLife();
  if (of == nullptr || of->off.load()) return nullptr;
  const SettingUp turn{*of};
  if (of->off.load()) return nullptr;
  Pipeline* pipeline = of->pipeline.load();
  if (pipeline == nullptr) pipeline = SetUp(*of);
  if (pipeline == nullptr) return nullptr;
  of->recorder = &pipeline->recorder;
  if (of->pipeline.load() != pipeline) of->recorder = nullptr;  // retired meanwhile
  return &pipeline->recorder;
} catch (...) {
  LogOnce("recorder.no_memory",
          "telemetry could not be set up for want of memory: operations are not recorded until it "
          "can be");
  return nullptr;  // the next operation tries again
}

void KeepExitCode() noexcept {
  static std::atomic<bool> registered{false};
  if (registered.exchange(true)) return;
  on_exit(
      [](int code, void* /*nothing*/) {
        Life* const known = life.load();
        Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
        rings::RingFile* const rings = pipeline == nullptr ? nullptr : pipeline->ring_file;
        if (rings != nullptr) rings->KeepExitCode(code);
      },
      nullptr);
}

void Configure(const ProcessSettings& settings) {
  auto made = std::make_unique<const Configuration>(settings);
  Retire();
  configuration = made.release();  // an earlier one may be in use
  if (Life* const known = life.load()) known->off = exiting.load();
}

void Retire() noexcept {
  Life* const known = life.load();
  if (known == nullptr || exiting.load() || known->off.exchange(true)) return;
  Pipeline* const pipeline = known->pipeline.exchange(nullptr);
  known->recorder = nullptr;
  if (pipeline == nullptr) return;
  MergedSpans::EndAll(pipeline->recorder);
  if (pipeline->exports()) {
    pipeline->exporter.Retire(pipeline->configuration.settings.exit_timeout);
  }
  rings::RingFile* const rings = ring_file.exchange(nullptr);
  if (rings == nullptr) return;
  GetTexts().Observe({});
  rings->MarkExited();
  if (pipeline->exports() && pipeline->exporter.left_nothing()) rings->Remove();
}

Texts& CurrentTexts() { return GetTexts(); }

bool Flush(std::chrono::milliseconds timeout) noexcept {
  Life* const known = life.load();
  if (known == nullptr) return true;
  Pipeline* const pipeline = known->pipeline.load();
  if (pipeline == nullptr || known->off.load()) return true;
  MergedSpans::EndAll(pipeline->recorder);
  return !pipeline->exports() || pipeline->exporter.Flush(timeout);
}

}  // namespace dbspan::recorder
