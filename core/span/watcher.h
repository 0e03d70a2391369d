#pragma once

#include <chrono>
#include <memory>

#include "core/span/called_from.h"
#include "core/sql/statement.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/detail/sink_span.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Observes the operations of this process, whether they go to a sink or to providers, and changes
/// nothing about them. An interface: the core has no implementation; insight/live is one.
///
/// Called only if `Sink::IsWatched`. Safe from any thread; callers must have permission to use
/// telemetry (TelemetryUse).
class Watcher {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  struct Beginning {
    const Operation& operation;
    const Statement* statement;  ///< Null if it is not SQL.
    const Options& options;
  };
  struct Ending {
    const detail::OperationIdentity& operation;
    const Outcome& outcome;
    const Options& options;
    const detail::SinkSpan::Extra* noted;  ///< Data that `OnStart` stored; may be null.
    SteadyTime start;
    SteadyTime end;
  };

  /// Stores in `span.extra` the data that is no longer available at the end. May throw
  /// std::bad_alloc.
  virtual void OnStart(const Beginning& beginning, detail::SinkSpan& span) const = 0;
  /// Returns the place of the call if the statement has just become a repeated one, else empty. May
  /// throw.
  virtual std::unique_ptr<CalledFrom> OnEnd(const Ending& ending) const = 0;

  /// `watcher` must never be destroyed.
  static void Install(const Watcher& watcher) noexcept;
  static void NoteStart(const Beginning& beginning, detail::SinkSpan& span) noexcept;
  /// `span` is that of `NoteStart`, whose data the next operation of this thread may reuse.
  static std::unique_ptr<CalledFrom> NoteEnd(const Ending& ending, detail::SinkSpan& span) noexcept;

  /// Installs the watcher of insight/live if the environment switches findings on. Only the first
  /// call has an effect.
  static void InstallIfAskedFor() noexcept;

 protected:
  ~Watcher() = default;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
