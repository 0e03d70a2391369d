#include "dbspan/detail/default_instrumenter.h"

#include <dlfcn.h>

#include <utility>

#include "core/interpose/cancellation.h"
#include "core/interpose/copies.h"
#include "core/interpose/dlerror_guard.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/meeting_symbols.h"
#include "core/log/log_once.h"
#include "core/process/process_life.h"
#include "core/span/adopted_providers.h"

// A note in the object that contains this copy, by which the command `dbspan` recognizes it
// (cli/elf_file.h): the sizes of its name and content, its type, its name.
__asm__(
    ".pushsection .note.dbspan, \"a\", %note\n\t.balign 4\n\t.long 7, 0, 1\n\t"
    ".asciz \"dbspan\"\n\t.balign 4\n\t.popsection");

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

/// Returns a function of a preloaded library; null if it is not loaded. The linker may have
/// resolved a weak reference of a program to null for good.
template <class Function>
Function* Find(Function* linked, const char* name) noexcept {
  if (linked != nullptr) return linked;
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

/// Calls libdbspan_autosetup.so, if it is loaded. Throws what the SDK throws.
void SetUpSdk() {
  const auto set_up = Find(&dbspan_autosetup, "dbspan_autosetup");
  if (set_up == nullptr) return;
  set_up();
  AdoptProviders(Find(&dbspan_autosetup_copy, "dbspan_autosetup_copy"));
  ProcessLife::WatchAgain();  // the set-up has created statics
}

/// Installs the recorder or the SDK for a program that sets up no telemetry, if such a library is
/// loaded. Returns false if that failed.
bool SetUp() noexcept try {
  const ErrnoGuard errno_guard;
  const DlerrorGuard dlerror_guard;  // the set-up may also load libraries
  ProcessLife::Watch();
  const ProcessLife::SettingUp setting_up;
  const TelemetryUse use;
  if (!use) return true;
  if (dbspan_record_preloaded != nullptr) {
    dbspan_record_preloaded();
  } else if (!interpose::PreloadedCopyRecords()) {
    SetUpSdk();
  }
  return true;
} catch (...) {  // no memory, threads or descriptors: the program continues without telemetry
  return false;
}

}  // namespace

std::shared_ptr<const Instrumenter> DefaultInstrumenter::Get() {
  {
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{mutex_};
    if (current_ != nullptr) return current_;
  }
  const CancellationGuard cancellation_guard;
  // Declared before the lock, so that it is destroyed after unlocking if another thread was faster.
  std::shared_ptr<const Instrumenter> made;
  const TelemetryUse no_fork_meanwhile;
  made = Make(OptionsFromEnvironment(client_.environment));
  const std::lock_guard lock{mutex_};
  if (current_ == nullptr) current_ = std::move(made);
  return current_;
}

void DefaultInstrumenter::Configure(Options options) {
  const CancellationGuard cancellation_guard;
  // Declared before the lock: after the swap, the previous one is destroyed after unlocking.
  std::shared_ptr<const Instrumenter> made;
  const TelemetryUse no_fork_meanwhile;
  made = Make(std::move(options));
  const std::lock_guard lock{mutex_};
  switches_->set_enabled(made->options().enabled);
  switches_->set_require_parent(made->options().require_parent);
  switches_->set_slow_threshold(made->options().slow_threshold);
  current_.swap(made);
}

std::shared_ptr<const Instrumenter> DefaultInstrumenter::Make(Options options) {
  std::shared_ptr<Switches> switches;
  bool first = false;
  {
    const std::lock_guard lock{mutex_};
    first = current_ == nullptr;
    if (switches_ == nullptr) switches_ = std::make_shared<Switches>(options);
    switches = switches_;
  }
  if (first && !SetUp()) {
    LogOnce("telemetry could not be set up, so database calls are not recorded");
  }
  return std::make_shared<const Instrumenter>(client_, std::move(options), std::move(switches));
}

const Switches& DefaultInstrumenter::SwitchesOrOff() noexcept try {
  const ErrnoGuard errno_guard;
  return switches();
} catch (...) {
  LogOnce("there is no memory to set telemetry up, so database calls are not recorded");
  Options options;
  options.enabled = false;
  static const Switches off{options};
  return off;
}

void Configure(DefaultInstrumenter& instrumenter, const Options& options) {
  instrumenter.Configure(options);
}

Options CurrentOptions(DefaultInstrumenter& instrumenter) { return instrumenter.Get()->options(); }

Switches& CurrentSwitches(DefaultInstrumenter& instrumenter) { return instrumenter.switches(); }

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
