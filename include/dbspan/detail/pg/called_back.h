#pragma once

#include <pqxx/version>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/warning.h"
#include "dbspan/version.h"

#if PQXX_VERSION_MAJOR >= 7  // it includes <functional> itself
#include <functional>
#include <utility>

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What libpqxx calls with every row of a stream: its database calls are recorded, although the
/// stream's own are not. Takes what the application's does, for libpqxx asks for the types; refers
/// to it.
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
#endif
