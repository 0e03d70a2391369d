#pragma once

#include <pqxx/result>

#include <string_view>
#include <utility>

#include "dbspan/detail/pg/execute.h"
#include "dbspan/detail/pg/running.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Records the operations of one cursor: one for the query when the cursor is declared, and one per
/// fetch.
class CursorOperations {
 public:
  explicit CursorOperations(const ::dbspan::pqxx::connection_base& connection)
      : connection_(&connection) {}

  /// Declares a cursor by calling `make`. The operation is described by the cursor's query.
  template <class Make>
  auto Declare(std::string_view sql, Make&& make) const {
    Running declaring{*connection_, Running::Rows::kNone, {sql}};
    return declaring.Call(std::forward<Make>(make));
  }
  template <class Call>
  ::pqxx::result Fetch(const Call& call) const {
    return RecordedCall{*connection_, {{}, "FETCH"}}.Run(call);
  }

 private:
  const ::dbspan::pqxx::connection_base* connection_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
