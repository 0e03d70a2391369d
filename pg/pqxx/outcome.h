#pragma once

#include <pqxx/result>

#include <string_view>

#include "dbspan/detail/pg/warning.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Makes the outcome of a statement's call. Rows are those that libpq has returned to libpqxx, if
/// it is traced, otherwise those of the call's value. Adds the warning that the server has sent
/// since construction. `sql` must outlive it.
class Observer {
 public:
  explicit Observer(std::string_view sql) noexcept : sql_(sql) { Warning::Clear(); }

  Outcome operator()(const ::pqxx::result& result) const;
  /// For a result that libpq returned earlier, to another call.
  Outcome OfRetrieved(const ::pqxx::result& result) const;
  /// For a call that has returned one row, or no rows, and no result.
  static Outcome OfOneRow();
  static Outcome OfVoid();
  /// Returns the outcome for the exception being handled.
  Outcome operator()() const;

 private:
  static Outcome OfException();

  std::string_view sql_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
