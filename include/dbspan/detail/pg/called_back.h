#pragma once

#include <pqxx/version>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/warning.h"
#include "dbspan/version.h"

#if PQXX_VERSION_MAJOR >= 7  // libpqxx 7 and later includes <functional> itself
#include <functional>
#include <utility>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Callback for the rows of a stream. It records the database calls of the application's callback
/// `consume`, although those of the stream itself are suppressed. Has the same parameters as
/// `consume`, because libpqxx deduces the row types from them. Keeps a reference to `consume`.
template <class Consume, class Signature>
class CalledBack;

template <class Consume, class Result, class... Row>
class CalledBack<Consume, std::function<Result(Row...)>> {
 public:
  explicit CalledBack(Consume& consume) noexcept : consume_(consume) {}

  Result operator()(Row... row) const {
    const OutsideLibrary outside{kLibpq};
    const Warning::Kept warning;
    return consume_(std::forward<Row>(row)...);
  }

 private:
  Consume& consume_;
};

template <class Consume>
CalledBack(Consume& consume) -> CalledBack<Consume, decltype(std::function{consume})>;

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
#endif
