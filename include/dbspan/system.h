#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace detail {
struct SystemTraits;
/// What is assumed of a system that nobody has named.
extern const SystemTraits kOtherSystem;
}  // namespace detail

/// A database system: what `db.system.name` says, and what dbspan knows about it.
///
/// Those that dbspan traces are `dbspan::pg::kSystem`, `dbspan::redis::kSystem`,
/// `dbspan::mysql::kSystem` and `dbspan::mysql::kMariaDb`, in `<dbspan/pg/instrumentation.h>` and
/// the headers of the same name. A value: copying it copies a pointer to constant data, which must
/// live as long as the process. Safe from any thread.
class System {
 public:
  /// A SQL database of which nothing more is known (`other_sql`).
  constexpr System() noexcept = default;
  constexpr explicit System(const detail::SystemTraits& traits) noexcept : traits_(&traits) {}

  /// The value of `db.system.name` (semconv, attributes registry / db), for example "postgresql".
  std::string_view name() const noexcept;
  const detail::SystemTraits& traits() const noexcept { return *traits_; }

  friend bool operator==(System left, System right) noexcept {
    return left.traits_ == right.traits_ || left.name() == right.name();
  }
  friend bool operator!=(System left, System right) noexcept { return !(left == right); }

 private:
  const detail::SystemTraits* traits_ = &detail::kOtherSystem;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
