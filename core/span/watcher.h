#pragma once

#include <chrono>
#include <optional>

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

/// Sees the operations of this process, whichever way they are recorded, and changes nothing about
/// them. The core knows none: insight/live is one.
///
/// Nothing is asked unless `Sink::IsWatched`. Safe from any thread; whoever calls has permission to
/// use telemetry (TelemetryUse).
class Watcher {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  struct Beginning {
    const Operation& operation;
    const Statement* statement;  ///< Null for what is not SQL.
    const Options& options;
  };
  struct Ending {
    const OperationIdentity& operation;
    const Outcome& outcome;
    const Options& options;
    const detail::SinkSpan::Extra* noted;  ///< What `OnStart` noted; may be null.
    SteadyTime start;
    SteadyTime end;
  };

  /// Notes in `span.MakeExtra()` what is gone by the end. May throw std::bad_alloc.
  virtual void OnStart(const Beginning& beginning, detail::SinkSpan& span) const = 0;
  /// Returns where this thread calls the operation, if it has just become worth looking: the
  /// statement is a repeated one. May throw.
  virtual std::optional<CalledFrom> OnEnd(const Ending& ending) const = 0;

  /// `watcher` must never be destroyed.
  static void Install(const Watcher& watcher) noexcept;
  static void NoteStart(const Beginning& beginning, detail::SinkSpan& span) noexcept;
  static std::optional<CalledFrom> NoteEnd(const Ending& ending) noexcept;

  /// Installs the one of insight/live if the environment asks for findings. The first call does.
  static void InstallIfAskedFor() noexcept;

 protected:
  ~Watcher() = default;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
