#include "recorder/process.h"

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/process_life.h"
#include "core/span/sink.h"
#include "recorder/export/fork_gate.h"
#include "recorder/export/resource.h"
#include "recorder/futex.h"
#include "recorder/merged_spans.h"
#include "recorder/pipeline.h"
#include "recorder/process_state.h"
#include "recorder/rings/process_rings.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using detail::configuration;
using detail::exiting;
using detail::GetConfiguration;
using detail::GetTexts;
using detail::Life;
using detail::life;
using detail::Pipeline;
using detail::Publish;
using detail::ring_file;

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
    return new Pipeline{made_of, resource, interned, rings, detail::RunAtExit};
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
  detail::RunAtExitOnce();  // before another thread can record and call exit
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
            "telemetry could not be set up, and nothing is recorded: the system cannot create the "
            "thread that exports");
    return nullptr;
  }
  if (settings.flush_on_sigterm && mine->exports()) detail::WatchSigterm();
  return mine;
}

// Also ends the short form of operations first: those that start in it for a recorder that is gone
// would be lost, although the next recorder may want a span of each.
void ForgetRecorder(Life& of) noexcept {
  Sink::SetMeasuring({});
  Sink::SetOnlyMeasures(false);
  of.recorder = nullptr;
}

}  // namespace

Recorder* detail::SetUpCurrent() noexcept try {
  const ErrnoGuard errno_guard;
  Life* of = life.load();
  if (of == nullptr) of = detail::MapLife();
  if (of == nullptr || of->off.load()) return nullptr;
  OwnBound::Locate();  // before other threads wait for this one
  const SettingUp turn{*of};
  if (of->off.load()) return nullptr;
  Pipeline* pipeline = of->pipeline.load();
  if (pipeline == nullptr) pipeline = SetUp(*of);
  if (pipeline == nullptr) return nullptr;
  Recorder& recorder = pipeline->recorder;
  const bool only_measures = recorder.OnlyMeasuresRoots();
  of->recorder = &recorder;
  Sink::SetOnlyMeasures(only_measures);
  Sink::SetMeasuring(only_measures
                         ? Sink::Measuring{recorder.short_serial(), ProcessLife::Generation()}
                         : Sink::Measuring{});
  // Retired, or the process exits, meanwhile.
  if (of->pipeline.load() != pipeline || of->off.load()) ForgetRecorder(*of);
  return &recorder;
} catch (...) {
  LogOnce("recorder.no_memory",
          "telemetry could not be set up for want of memory: operations are not recorded until it "
          "can be");
  return nullptr;  // the next operation tries again
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
  ForgetRecorder(*known);
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
