#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace detail {
struct SystemTraits;
/// Assumed for a database system that is not known.
extern const SystemTraits kOtherSystem;
}  // namespace detail

/// A database system: its `db.system.name` and its properties.
///
/// The systems that dbspan traces are `dbspan::pg::kSystem`, `dbspan::redis::kSystem`,
/// `dbspan::mysql::kSystem` and `dbspan::mysql::kMariaDb`, declared in
/// `<dbspan/pg/instrumentation.h>`, `<dbspan/redis/instrumentation.h>` and
/// `<dbspan/mysql/instrumentation.h>`. A copy refers to the same constant data, which must exist
/// until the process ends. Safe from any thread.
class System {
 public:
  /// An unknown SQL database (`other_sql`).
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
