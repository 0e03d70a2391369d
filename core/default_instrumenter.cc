#include "dbspan/default_instrumenter.h"

#include <utility>

#include "core/cancellation.h"

// Defined by libdbspan_autosetup.so (sdk/autosetup.cc); null where that is not loaded.
extern "C" [[gnu::weak]] void dbspan_autosetup();

namespace dbspan {

std::shared_ptr<const Instrumenter> DefaultInstrumenter::Get() {
  const std::lock_guard lock{mutex_};
  if (current_ == nullptr) {
    const CancellationGuard cancellation_guard;
    if (dbspan_autosetup != nullptr) dbspan_autosetup();
    const Options options = OptionsFromEnvironment(client_.environment);
    switches_ = std::make_shared<Switches>(options);
    current_ = std::make_shared<const Instrumenter>(client_, options, switches_);
  }
  return current_;
}

void DefaultInstrumenter::Configure(Options options) {
  const std::lock_guard lock{mutex_};
  if (switches_ == nullptr) {
    switches_ = std::make_shared<Switches>(options);
  } else {
    switches_->set_enabled(options.enabled);
    switches_->set_require_parent(options.require_parent);
    switches_->set_slow_threshold(options.slow_threshold);
  }
  current_ = std::make_shared<const Instrumenter>(client_, std::move(options), switches_);
}

}  // namespace dbspan
