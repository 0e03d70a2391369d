#pragma once

#include <pqxx/version>

#include <cstddef>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/warning.h"
#include "dbspan/version.h"

#if PQXX_VERSION_MAJOR >= 7  // libpqxx 7 and later includes <functional> itself
#include <functional>
#include <utility>
#endif

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Scope guard: this thread has left libpqxx and runs a callback of the application. Its calls are
/// recorded, and what the server answers to them is not taken for the answer to the call that the
/// callback is part of. A stack object.
class InCallback {
 public:
  InCallback() noexcept;
  InCallback(const InCallback&) = delete;
  InCallback& operator=(const InCallback&) = delete;
  ~InCallback();

 private:
  static constexpr std::size_t kRoom = 32;

  const OutsideLibrary outside_{kLibpq};
  const Warning::Kept warning_;
  alignas(std::max_align_t) std::byte answer_[kRoom];
};

#if PQXX_VERSION_MAJOR >= 7
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
    const InCallback in_callback;
    return consume_(std::forward<Row>(row)...);
  }

 private:
  Consume& consume_;
};

template <class Consume>
CalledBack(Consume& consume) -> CalledBack<Consume, decltype(std::function{consume})>;
#endif

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
