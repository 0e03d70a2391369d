#pragma once

#include <pqxx/result>
#include <pqxx/row>

#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/result_outcome.h"
#include "dbspan/detail/pg/warning.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Makes the outcome of a statement's call (`observe` of `Instrumenter::Run`). Adds the warning
/// that the server has sent since construction. `sql` must outlive it.
class Observer {
 public:
  explicit Observer(std::string_view sql) noexcept : sql_(sql) { Warning::Clear(); }

  Outcome operator()(const ::pqxx::result& result) const {
    return Warning::AddedTo(OutcomeOfResult(sql_, static_cast<std::int64_t>(result.columns()),
                                            static_cast<std::int64_t>(result.size()),
                                            [&] { return result.affected_rows(); }));
  }
  Outcome operator()(const ::pqxx::row& /*row*/) const { return OneRow(); }
  /// For values that query_value or query1 returned. Both throw unless there is exactly one row.
  template <class Value, class = std::enable_if_t<!std::is_base_of_v<::pqxx::result, Value>>>
  Outcome operator()(const Value& /*value*/) const {
    return Warning::AddedTo({});
  }
  static Outcome OfVoid() { return Warning::AddedTo({}); }
  /// Returns the outcome for the exception being handled.
  Outcome operator()() const;

 private:
  static Outcome OneRow() {
    Outcome outcome;
    outcome.returned_rows = 1;
    return Warning::AddedTo(std::move(outcome));
  }

  std::string_view sql_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
