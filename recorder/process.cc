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
#include "core/span/sink.h"
#include "recorder/export/export_thread.h"
#include "recorder/export/fork_gate.h"
#include "recorder/export/resource.h"
#include "recorder/export/settings.h"
#include "recorder/futex.h"
#include "recorder/merged_spans.h"
#include "recorder/rings/process_rings.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Without a ring file, spans and log records are only recorded if they are exported.
RecorderSettings RecorderSettingsOf(const ExportSettings& settings, bool shared) {
  RecorderSettings recorder = settings.recorder;
  recorder.spans = settings.traces.exported() || shared;
  recorder.logs = settings.logs.exported() || shared;
  return recorder;
}

/// If the ring file could not be made, the process has no reader and must export itself.
ExportSettings WithRings(ExportSettings settings, bool shared) {
  if (!shared) settings.rings.directory.clear();
  // What a span has merged is in private memory until it ends, so SIGKILL would lose it.
  if (shared) settings.recorder.merge_faster_than = 0;
  return settings;
}

using detail::Life;
using detail::life;
using detail::Pipeline;

/// Configuration of a pipeline. Never destroyed, because pipelines and forked children refer to it.
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

/// Recorder and exporter of one process.
struct detail::Pipeline {
  Pipeline(const Configuration& made_of, const std::string& resource, Texts& interned,
           rings::RingFile* shared, void (*on_first_export)())
      : configuration(made_of),
        settings(WithRings(made_of.settings, shared != nullptr)),
        ring_file(shared),
        recorder(RecorderSettingsOf(settings, shared != nullptr), interned,
                 shared == nullptr ? std::optional<SharedMemory>{} : shared->memory()),
        exporter(settings, resource, recorder, on_first_export, shared != nullptr) {}

  /// Returns whether the exporting thread runs.
  bool exports() const noexcept { return settings.exports(); }

  const Configuration& configuration;
  const ExportSettings settings;
  rings::RingFile* const ring_file;  // or null
  Recorder recorder;
  ExportThread exporter;
};

namespace {

/// Lets one thread set up while others that begin at the same time wait for it. In a forked child,
/// it does not wait for threads of the parent.
class SettingUp {
 public:
  explicit SettingUp(Life& of) noexcept : of_(of), first_(of.setting_up.exchange(1) == 0) {
    // If the other thread takes too long, this one sets up too; `Publish` keeps only one result.
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
std::atomic<Texts*> texts{nullptr};  // ids stay valid after a change of the configuration
std::atomic<bool> exiting{false};
std::atomic<rings::RingFile*> ring_file{nullptr};  // of this process, or still of its parent

/// Publishes `made` unless another thread was faster, and returns the published object.
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

// Maps a page that the kernel clears in every forked child, also if no fork handlers ran. On
// kernels without MADV_WIPEONFORK, only the handler `OnFork` clears it.
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

// Runs once. In a child that is forked during exit, the flag is already set, so it does
// not run.
void OnExit() {
  if (exiting.exchange(true)) return;
  ExitDeadline::Begin();
  Life* const known = life.load();
  Pipeline* const pipeline = known == nullptr ? nullptr : known->pipeline.load();
  rings::RingFile* const rings = pipeline == nullptr ? nullptr : pipeline->ring_file;
  if (pipeline != nullptr) MergedSpans::EndAll(pipeline->recorder);
  if (rings != nullptr) rings->MarkExited();
  if (rings != nullptr && !pipeline->exports()) return;  // other `atexit` handlers may still record
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
  if (pipeline != nullptr && pipeline->exporter.StopThenTerminate()) return;
  std::signal(signal, SIG_DFL);
  raise(signal);
}

// Installs the handler unless the application handles or ignores the signal.
void WatchSigterm() {
  struct sigaction before {};
  if (sigaction(SIGTERM, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return;
  struct sigaction action {};
  action.sa_handler = OnSigterm;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
}

// Registered twice: when recording begins, and after OpenSSL was loaded. OpenSSL's own clean-up
// would otherwise run first and break the export. A forked child inherits the registrations.
void RunAtExit() { std::atexit(OnExit); }

/// Registers only once, although setting up may be tried several times.
void RunAtExitOnce() {
  static std::atomic<bool> registered{false};
  if (!registered.exchange(true)) RunAtExit();
}

// Resets the fork gate in a forked child in which no fork handlers ran.
void ForgetForksOfParent() {
  static std::atomic<pid_t> process{0};
  const pid_t before = process.exchange(getpid());
  if (before != 0 && before != getpid()) ForkGate::InChild();
}

// If memory is short, turns recording off, because each further attempt would create another ring
// file.
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
  RunAtExitOnce();  // before another thread can record and call exit
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
  // Only the first pipeline may forget texts, because threads of earlier ones may still read them.
  if (of.pipelines.fetch_add(1) == 0) mine->exporter.MayForgetTexts();
  if (mine->exports() && !mine->exporter.Start()) {
    of.off = true;  // records that other threads have begun stay in memory
    LogOnce("recorder.no_thread",
            "telemetry could not be set up, and nothing is recorded: the system makes no thread to "
            "export "
            "it");
    return nullptr;
  }
  if (settings.flush_on_sigterm && mine->exports()) WatchSigterm();
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
  Sink::SetOnlyMeasures(pipeline->recorder.OnlyMeasuresRoots());
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
  configuration = made.release();  // the earlier one leaks, because it may be in use
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
