#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/sql/syntax.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// A list of constants with static storage.
template <class Element>
struct ConstantList {
  const Element* first = nullptr;
  std::size_t count = 0;

  constexpr ConstantList() noexcept = default;
  template <std::size_t kCount>
  constexpr ConstantList(const Element (&elements)[kCount]) noexcept  // NOLINT(*-explicit-*)
      : first(elements), count(kCount) {}

  constexpr const Element* begin() const noexcept { return first; }
  constexpr const Element* end() const noexcept { return first + count; }
};

/// The content of `db.namespace`.
enum class NamespaceKind : std::uint8_t {
  kName,           ///< The name of a database or schema.
  kNameAndSchema,  ///< `database|schema`.
  kIndex,          ///< A number, which is not used in span names.
};

/// The results of the statement SHOW.
enum class ShowKind : std::uint8_t {
  kSettings,  ///< Settings only.
  kAnything,  ///< Tables and much else; settings are `VARIABLES`.
};

inline constexpr std::string_view kHealthChecks[] = {"PING"};

/// Bucket boundaries of the histogram of durations, in seconds (semconv, database-metrics.md).
inline constexpr double kStandardBuckets[] = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

/// The properties of a database system. Each system's folder defines them as a constant; the core
/// has no list of systems and does not depend on their names.
struct SystemTraits {
  std::string_view name;                   ///< `db.system.name`.
  std::string_view scope;                  ///< Instrumentation scope of its clients: "dbspan.pg".
  std::string_view environment;            ///< Infix of their variables: "PG" in DBSPAN_PG_ROWS.
  Dialect dialect = Dialect::kPostgreSql;  ///< Lexical rules of its SQL, if it has SQL.
  NamespaceKind namespace_kind = NamespaceKind::kName;
  /// The attribute key of the namespace in semconv 1.24. The value is a text, or a number for
  /// kIndex.
  std::string_view old_namespace_key = "db.name";
  /// Names of operations that client libraries issue to set up a session.
  ConstantList<std::string_view> set_up_operations{};
  ShowKind show = ShowKind::kSettings;
  /// Names of operations that only check whether the server responds. `SELECT 1` is one in every
  /// system.
  ConstantList<std::string_view> health_checks{kHealthChecks};
  ConstantList<double> duration_buckets{kStandardBuckets};
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
