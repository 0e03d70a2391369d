#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "core/span/sink.h"
#include "core/sql/known_statements.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// A running operation that a sink measures and that has no span: the short form of an
/// OperationSpan, for programs that sample few traces or none.
///
/// It is not described. The ids of its endpoint and of its command or statement, which the sink has
/// given to an earlier operation of the same kind, say all that is measured. A constructor leaves
/// the object empty if such an id is missing, or if anything else could be wanted of the operation:
/// a span, a log record, a report, a hook. The caller then starts an OperationSpan, which decides
/// and describes everything anew.
///
/// Used by one thread at a time. If it is destroyed before its end, it ends with nothing but its
/// duration. Must not outlive the instrumenter. No member throws or changes `errno`.
class MeasuredOperation {
 public:
  using SteadyTime = Sink::SteadyTime;

  MeasuredOperation() noexcept {}  // NOLINT(*-use-equals-default): faster, see Operation
  /// Starts an operation of this dimension: of a command (`SinkIdsByName::FindDimension`) or a
  /// statement (`KnownStatements::Find`). Call it if IsLikely(). The caller has made sure that no
  /// library above the client records the call.
  MeasuredOperation(const Instrumenter& instrumenter, const Endpoint& endpoint,
                    std::uint32_t dimension) noexcept;
  MeasuredOperation(MeasuredOperation&& other) noexcept
      : instrumenter_(std::exchange(other.instrumenter_, nullptr)),
        telemetry_(other.telemetry_),
        measured_(other.measured_) {}
  MeasuredOperation& operator=(MeasuredOperation&& other) noexcept {
    if (this == &other) return *this;
    if (instrumenter_ != nullptr) End({});
    instrumenter_ = std::exchange(other.instrumenter_, nullptr);
    telemetry_ = other.telemetry_;
    measured_ = other.measured_;
    return *this;
  }
  MeasuredOperation(const MeasuredOperation&) = delete;
  MeasuredOperation& operator=(const MeasuredOperation&) = delete;
  ~MeasuredOperation() {
    if (instrumenter_ != nullptr) End({});
  }

  /// Tells whether operations of this process may take the short form. A hint.
  static bool IsLikely() noexcept { return Sink::measuring().serial() != 0; }

  /// Adds a statement to `known`, if the sink has measured it. Call it when the general form of its
  /// operation has started.
  static void Learn(const Instrumenter& instrumenter, const Endpoint& endpoint,
                    std::string_view sql, const SqlSettings& settings,
                    KnownStatements& known) noexcept;

  explicit operator bool() const noexcept { return instrumenter_ != nullptr; }
  /// Ends the operation now. It has succeeded.
  void End(const Sink::Counts& counts) noexcept {
    if (instrumenter_ != nullptr) EndAt(counts, OperationSpan::Now());
  }
  /// Ends the operation with an earlier end time.
  void EndAt(const Sink::Counts& counts, SteadyTime when) noexcept;
  /// Forgets the operation; it is not measured.
  void Discard() noexcept { instrumenter_ = nullptr; }
  /// Returns the same operation in its general form, to end it in another way; this object is empty
  /// then.
  OperationSpan Continue() noexcept;

 private:
  friend class InstrumenterState;

  const InstrumenterState* instrumenter_ = nullptr;  // null: empty
  const Telemetry* telemetry_;
  Sink::Measured measured_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
