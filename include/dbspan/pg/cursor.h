#pragma once

#include <pqxx/pqxx>

#include <ios>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/cursor_operations.h"
#include "dbspan/detail/pg/forward.h"
#include "dbspan/pg/connection.h"
#include "dbspan/pg/transaction.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A traced `pqxx::icursorstream`: reads a query forward, block by block.
class icursorstream {
  using Native = ::pqxx::icursorstream;

 public:
  using size_type = Native::size_type;
  using difference_type = Native::difference_type;

#if PQXX_VERSION_MAJOR >= 8
  icursorstream(transaction_base& owner, std::string_view query, std::string_view name,
                difference_type stride = 1 DBSPAN_AND_PLACE)
      : operations_(owner.conn()), native_(Make(owner, query, name, stride, place)) {}
  icursorstream(
      transaction_base& owner, const ::pqxx::field& adopted, difference_type stride = 1,
      ::pqxx::cursor_base::ownership_policy policy = ::pqxx::cursor_base::owned DBSPAN_AND_PLACE)
      : operations_(owner.conn()), native_(Make(owner, adopted, stride, policy, place)) {}
#else
  template <
      class Source, class... Args,
      std::enable_if_t<std::is_constructible_v<Native, ::pqxx::transaction_base&, Source, Args...>,
                       int> = 0>
  icursorstream(transaction_base& owner, const Source& source, Args&&... args)
      : operations_(owner.conn()), native_(Make(owner, source, std::forward<Args>(args)...)) {}
#endif

  Native& native() noexcept { return native_; }
  operator Native&() noexcept { return native_; }  // NOLINT(*-explicit-*): drop-in
  operator bool() const noexcept { return static_cast<bool>(native_); }  // NOLINT(*-explicit-*)

  icursorstream& get(::pqxx::result& block DBSPAN_AND_PLACE) {
    block = operations_.Fetch([&] {
      ::pqxx::result fetched;
      native_.get(fetched DBSPAN_PASS_AND_PLACE);
      return fetched;
    });
    return *this;
  }
  icursorstream& operator>>(::pqxx::result& block) { return get(block); }
  icursorstream& ignore(std::streamsize blocks = 1) {
    native_.ignore(blocks);
    return *this;
  }
  void set_stride(difference_type rows) { native_.set_stride(rows); }
  difference_type stride() const noexcept { return native_.stride(); }
  template <class Object = const Native>  // libpqxx 8
  auto created_loc() const noexcept -> decltype(std::declval<Object&>().created_loc()) {
    return static_cast<Object&>(native_).created_loc();
  }

 private:
  template <class Source, class... Args>
  Native Make(transaction_base& owner, const Source& source, Args&&... args) {
    const auto make = [&] { return Native(owner.native(), source, std::forward<Args>(args)...); };
    if constexpr (std::is_convertible_v<const Source&, std::string_view>) {
      return operations_.Declare(source, make);
    } else {  // adopts a cursor that was declared in SQL
      return make();
    }
  }

  detail::pg::CursorOperations operations_;
  Native native_;
};

/// A traced `pqxx::stateless_cursor`: reads any part of a query's result.
template <decltype(::pqxx::cursor_base::read_only) Update,
          decltype(::pqxx::cursor_base::owned) Owner>
class stateless_cursor {
  using Native = ::pqxx::stateless_cursor<Update, Owner>;

 public:
  using size_type = typename Native::size_type;
  using difference_type = typename Native::difference_type;

  /// Declares a cursor for `query`.
  stateless_cursor(transaction_base& owner, std::string_view query, std::string_view name,
                   bool hold DBSPAN_AND_PLACE)
      : operations_(owner.conn()), native_(operations_.Declare(query, [&] {
          return Native(owner.native(), std::string{query}, std::string{name},
                        hold DBSPAN_PASS_AND_PLACE);
        })) {}
  /// Adopts a cursor that was declared in SQL.
  stateless_cursor(transaction_base& owner, std::string_view adopted DBSPAN_AND_PLACE)
      : operations_(owner.conn()),
        native_(owner.native(), std::string{adopted} DBSPAN_PASS_AND_PLACE) {}

  Native& native() noexcept { return native_; }
  operator Native&() noexcept { return native_; }  // NOLINT(*-explicit-*): drop-in

  void close(DBSPAN_ONLY_PLACE) noexcept { native_.close(DBSPAN_PASS_PLACE); }
  size_type size(DBSPAN_ONLY_PLACE) { return native_.size(DBSPAN_PASS_PLACE); }
  ::pqxx::result retrieve(difference_type begin, difference_type end DBSPAN_AND_PLACE) {
    return operations_.Fetch([&] { return native_.retrieve(begin, end DBSPAN_PASS_AND_PLACE); });
  }
  const std::string& name() const noexcept { return native_.name(); }

 private:
  detail::pg::CursorOperations operations_;
  Native native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
