#include "dbspan/default_instrumenter.h"

#include <utility>

#include "core/cancellation.h"
#include "core/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/process_life.h"

// Defined by libdbspan_autosetup.so (sdk/autosetup.cc); null where that is not loaded.
extern "C" [[gnu::weak]] void dbspan_autosetup();

namespace dbspan {
namespace {

/// Tells whether the SDK of a program that has none could be set up, where that was asked for.
bool SetUp() noexcept try {
  const TelemetryUse use;
  if (use && dbspan_autosetup != nullptr) dbspan_autosetup();
  return true;
} catch (...) {  // no memory, no threads, no descriptors: the program goes on without
  return false;
}

}  // namespace

std::shared_ptr<const Instrumenter> DefaultInstrumenter::Get() {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  if (current_ == nullptr) {
    const CancellationGuard cancellation_guard;
    Options options = OptionsFromEnvironment(client_.environment);
    Replace(std::move(options));
  }
  return current_;
}

void DefaultInstrumenter::Configure(Options options) {
  std::shared_ptr<const Instrumenter> before;  // ends without the lock: its last report calls back
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  before = current_;
  Replace(std::move(options));
}

void DefaultInstrumenter::Replace(Options options) {
  if (current_ == nullptr && !SetUp()) {
    LogOnce("telemetry could not be set up, so database calls are not recorded");
  }
  if (switches_ == nullptr) {
    switches_ = std::make_shared<Switches>(options);
  } else {
    switches_->set_enabled(options.enabled);
    switches_->set_require_parent(options.require_parent);
    switches_->set_slow_threshold(options.slow_threshold);
  }
  current_ = std::make_shared<const Instrumenter>(client_, std::move(options), switches_);
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

}  // namespace dbspan
