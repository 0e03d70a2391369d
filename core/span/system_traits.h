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

/// A list that lives as long as the process.
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

/// What `db.namespace` holds.
enum class NamespaceKind : std::uint8_t {
  kName,           ///< The name of a database or schema.
  kNameAndSchema,  ///< `database|schema`.
  kIndex,          ///< A number, which says nothing to a reader of span names.
};

/// What SHOW returns.
enum class ShowKind : std::uint8_t {
  kSettings,  ///< Settings only.
  kAnything,  ///< Tables and much else; settings are `VARIABLES`.
};

inline constexpr std::string_view kHealthChecks[] = {"PING"};

/// Upper limits of the histogram of durations, in seconds (semconv, database-metrics.md).
inline constexpr double kStandardBuckets[] = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

/// All that the core knows about a database system. Given by the folder of the system, as a
/// constant: the core has no list of systems and asks for none by name.
struct SystemTraits {
  std::string_view name;                   ///< `db.system.name`.
  std::string_view scope;                  ///< Instrumentation scope of its clients: "dbspan.pg".
  std::string_view environment;            ///< Infix of their variables: "PG" in DBSPAN_PG_ROWS.
  Dialect dialect = Dialect::kPostgreSql;  ///< Lexical rules of its SQL, if it has SQL.
  NamespaceKind namespace_kind = NamespaceKind::kName;
  /// The key of the namespace in semconv 1.24: a text, but a number where it is an index.
  std::string_view old_namespace_key = "db.name";
  /// Operations, by name, that client libraries issue to set a session up.
  ConstantList<std::string_view> set_up_operations{};
  ShowKind show = ShowKind::kSettings;
  /// Operations, by name, that only ask whether the server is there. `SELECT 1` is one everywhere.
  ConstantList<std::string_view> health_checks{kHealthChecks};
  ConstantList<double> duration_buckets{kStandardBuckets};
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
