#pragma once

#include <pqxx/pqxx>

#include <ios>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/cursor_operations.h"
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

  template <class Source, class... Args,
            class = std::enable_if_t<
                std::is_constructible_v<Native, ::pqxx::transaction_base&, Source, Args...>>>
  icursorstream(transaction_base& owner, const Source& source, Args&&... args)
      : operations_(owner.conn()), native_(Make(owner, source, std::forward<Args>(args)...)) {}

  Native& native() noexcept { return native_; }
  operator Native&() noexcept { return native_; }  // NOLINT(*-explicit-*): drop-in
  operator bool() const noexcept { return static_cast<bool>(native_); }  // NOLINT(*-explicit-*)

  icursorstream& get(::pqxx::result& block) {
    block = operations_.Fetch([this] {
      ::pqxx::result fetched;
      native_.get(fetched);
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
                   bool hold)
      : operations_(owner.conn()), native_(operations_.Declare(query, [&] {
          return Native(owner.native(), std::string{query}, std::string{name}, hold);
        })) {}
  /// Adopts a cursor that was declared in SQL.
  stateless_cursor(transaction_base& owner, std::string_view adopted)
      : operations_(owner.conn()), native_(owner.native(), std::string{adopted}) {}

  Native& native() noexcept { return native_; }
  operator Native&() noexcept { return native_; }  // NOLINT(*-explicit-*): drop-in

  void close() noexcept { native_.close(); }
  size_type size() { return native_.size(); }
  ::pqxx::result retrieve(difference_type begin, difference_type end) {
    return operations_.Fetch([&] { return native_.retrieve(begin, end); });
  }
  const std::string& name() const noexcept { return native_.name(); }

 private:
  detail::pg::CursorOperations operations_;
  Native native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
