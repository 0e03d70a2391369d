#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/connect.h"
#include "dbspan/detail/pg/forward.h"
#include "dbspan/detail/pg/native_holder.h"
#include "dbspan/pg/connection_base.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A traced connection. Owns a native connection of type `Native`, has the same constructors and
/// converts to it.
template <class Native>
class basic_connection : private detail::pg::NativeHolder<Native>, public connection_base {
  using holder = detail::pg::NativeHolder<Native>;

 public:
  template <class... Args, class = std::enable_if_t<std::is_constructible_v<Native, Args...>>>
  explicit basic_connection(Args&&... args)
      : basic_connection(detail::pg::ConnectAttempt{args...}, std::forward<Args>(args)...) {}
#if PQXX_VERSION_MAJOR >= 8
  explicit basic_connection(DBSPAN_ONLY_PLACE)
      : basic_connection(detail::pg::ConnectAttempt{}, place) {}
  template <class First>
  requires std::is_constructible_v<Native, First, std::source_location>
  explicit basic_connection(First&& first DBSPAN_AND_PLACE)
      : basic_connection(detail::pg::ConnectAttempt{first}, std::forward<First>(first), place) {}
  template <class First, class Second>
  requires std::is_constructible_v<Native, First, Second, std::source_location>
  explicit basic_connection(First&& first, Second&& second DBSPAN_AND_PLACE)
      : basic_connection(detail::pg::ConnectAttempt{first}, std::forward<First>(first),
                         std::forward<Second>(second), place) {}
#endif
#if PQXX_VERSION_MAJOR >= 7
  /// Takes over a native connection, such as the result of `connecting::produce`. It was connected
  /// before, so this is no operation.
  template <class Moved = Native, class = std::enable_if_t<std::is_move_constructible_v<Moved>>>
  basic_connection(Native&& native)  // NOLINT(*-explicit-*): drop-in
      : holder(std::in_place, std::move(native)), connection_base(holder::native_object_) {
    detail::pg::ReadSchema(this->native(), *session());
    UpdateEndpoint();
  }
#endif
  template <class Moved = Native, class = std::enable_if_t<std::is_move_constructible_v<Moved>>>
  basic_connection(basic_connection&& other) noexcept(std::is_nothrow_move_constructible_v<Moved>)
      : holder(std::in_place, std::move(other.native_object_)),
        connection_base(std::move(other), holder::native_object_) {}
  template <class Moved = Native, class = std::enable_if_t<std::is_move_assignable_v<Moved>>>
  basic_connection& operator=(basic_connection&& other) {
    native() = std::move(other.native_object_);
    TakeOver(std::move(other));
    return *this;
  }

  Native& native() const noexcept { return const_cast<Native&>(holder::native_object_); }
  operator Native&() const noexcept { return native(); }  // NOLINT(*-explicit-*): drop-in

#if PQXX_VERSION_MAJOR >= 7
  /// Transfers ownership of libpq's connection to the caller and leaves this one closed.
  auto release_raw_connection() && { return std::move(native()).release_raw_connection(); }
  /// Takes ownership of a connection of libpq.
  template <class Raw>
  static basic_connection seize_raw_connection(Raw* raw DBSPAN_AND_PLACE) {
    return basic_connection{Native::seize_raw_connection(raw DBSPAN_PASS_AND_PLACE)};
  }
#endif
  DBSPAN_FORWARD(Native, options);

 private:
  template <class... Args>
  explicit basic_connection(detail::pg::ConnectAttempt&& attempt, Args&&... args)
      : holder(attempt, std::forward<Args>(args)...), connection_base(holder::native_object_) {
    attempt.TellSchema(*session());
    UpdateEndpoint();
    if (native().is_open()) attempt.Succeed(*session());
  }
};

/// A traced `pqxx::connection`.
using connection = basic_connection<::pqxx::connection>;
#if PQXX_VERSION_MAJOR < 7
/// A traced `pqxx::lazyconnection`: it connects when it is first used.
using lazyconnection = basic_connection<::pqxx::lazyconnection>;
/// A traced `pqxx::asyncconnection`: it connects in the background.
using asyncconnection = basic_connection<::pqxx::asyncconnection>;
/// A traced `pqxx::nullconnection`, which never connects.
using nullconnection = basic_connection<::pqxx::nullconnection>;
#endif

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
