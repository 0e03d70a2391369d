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
namespace detail {

/// The process-wide instrumenter of one client, created from the environment at the first use.
///
/// Safe from any thread. Connections keep the instrumenter that they were opened with. All of them,
/// older ones included, share the switches.
class DefaultInstrumenter {
 public:
  explicit DefaultInstrumenter(Client client) noexcept : client_(client) {}

  std::shared_ptr<const Instrumenter> Get();
  /// Sets the options of connections that are opened later. The switches take their values from
  /// `options` at once, for all connections.
  void Configure(Options options);
  Switches& switches() { return Get()->switches(); }
  /// Returns the switches. If there is no memory for them, returns switches that stay off.
  const Switches& SwitchesOrOff() noexcept;

 private:
  /// Creates an instrumenter. Holds no lock meanwhile: this may load the SDK, which takes the
  /// loader's lock, and another thread may fork the process.
  std::shared_ptr<const Instrumenter> Make(Options options);

  const Client client_;
  std::mutex mutex_;
  std::shared_ptr<Switches> switches_;
  std::shared_ptr<const Instrumenter> current_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
