#pragma once

#include <memory>
#include <mutex>

#include "dbspan/configure.h"
#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/switches.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The process-wide instrumenter of one client, made from the environment when it is first asked
/// for.
///
/// Safe from any thread. Connections keep the instrumenter they were opened with; the switches are
/// shared by all of them, earlier ones included.
class DefaultInstrumenter {
 public:
  explicit DefaultInstrumenter(Client client) noexcept : client_(client) {}

  std::shared_ptr<const Instrumenter> Get();
  /// Connections opened from now on use `options`; the switches take their values from it at once.
  void Configure(Options options);
  Switches& switches() { return Get()->switches(); }
  /// The same, or for good some that are off if there is no memory for them.
  const Switches& SwitchesOrOff() noexcept;

 private:
  /// Makes one with nothing locked: that may load the SDK, which takes the loader's lock, and the
  /// process may be forked meanwhile.
  std::shared_ptr<const Instrumenter> Make(Options options);

  const Client client_;
  std::mutex mutex_;
  std::shared_ptr<Switches> switches_;
  std::shared_ptr<const Instrumenter> current_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
