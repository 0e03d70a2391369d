#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/copy_description.h"
#include "dbspan/detail/pg/copy_stream.h"
#include "dbspan/detail/pg/counted_range.h"
#include "dbspan/detail/pg/running.h"
#include "dbspan/pg/transaction.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

#if PQXX_VERSION_MAJOR >= 8
template <class... Values>
auto transaction_base::stream(std::string_view sql, Place place) & {
  const auto make = [&] { return native().template stream<Values...>(sql, place); };
  const detail::pg::CallerAmong caller{place};
  return detail::pg::CountedRange<decltype(make())>{
      detail::pg::Running{conn(), detail::pg::Running::Rows::kRead, {sql}}, make};
}
#elif PQXX_VERSION_MAJOR == 7
template <class... Values, class... Args>
auto transaction_base::stream(std::string_view sql, Args&&... args) & {
  const auto make = [&] {
    return native().template stream<Values...>(sql, std::forward<Args>(args)...);
  };
  return detail::pg::CountedRange<decltype(make())>{
      detail::pg::Running{conn(), detail::pg::Running::Rows::kRead, {sql}}, make};
}
#endif

/// Reads rows by COPY, as one operation whose returned rows are those that were read.
class stream_from : public detail::pg::CopyStream<::pqxx::stream_from> {
  using Native = ::pqxx::stream_from;

 public:
#if PQXX_VERSION_MAJOR >= 7
  using raw_line = Native::raw_line;
#endif

  template <class... Args, class = std::enable_if_t<
                               std::is_constructible_v<Native, ::pqxx::transaction_base&, Args...>>>
  explicit stream_from(transaction_base& owner, Args&&... args)
      : stream_from(owner, detail::pg::CopyDescription{args...},
                    [&] { return Native(owner.native(), std::forward<Args>(args)...); }) {}
#if PQXX_VERSION_MAJOR >= 7
  static stream_from query(transaction_base& owner, std::string_view text) {
    return {owner, detail::pg::CopyDescription{::pqxx::from_query, text},
            [&] { return Native::query(owner.native(), text); }};
  }
  template <class... Columns>
  static stream_from raw_table(transaction_base& owner, std::string_view path,
                               const Columns&... columns) {
    return {owner, detail::pg::CopyDescription{path},
            [&] { return Native::raw_table(owner.native(), path, columns...); }};
  }
  static stream_from table(transaction_base& owner, ::pqxx::table_path path,
                           std::initializer_list<std::string_view> columns = {}) {
    return {owner, detail::pg::CopyDescription{path},
            [&] { return Native::table(owner.native(), path, columns); }};
  }
#endif

  template <class Tuple>
  stream_from& operator>>(Tuple& tuple) {
    running_.Call([&] { native_ >> tuple; });
    Count(static_cast<bool>(native_));
    return *this;
  }
  template <class... Args, class Object = Native>
  auto get_raw_line(Args&&... args)
      -> decltype(std::declval<Object&>().get_raw_line(std::forward<Args>(args)...)) {
    auto line = running_.Call(
        [&] { return static_cast<Object&>(native_).get_raw_line(std::forward<Args>(args)...); });
    if constexpr (std::is_same_v<decltype(line), bool>) {
      Count(line);
    } else {
      Count(static_cast<bool>(line.first));
    }
    return line;
  }
  template <class Object = Native>
  auto read_row() -> decltype(std::declval<Object&>().read_row()) {
    const auto* row = running_.Call([&] { return static_cast<Object&>(native_).read_row(); });
    Count(row != nullptr);
    return row;
  }
#if PQXX_VERSION_MAJOR >= 7
  /// Returns a range of the remaining rows as tuples, like libpqxx.
  template <class... Values>
  auto iter() & {
    using Streamed = ::pqxx::internal::stream_input_iteration<Values...>;
    return detail::pg::CountedRange<Streamed, detail::pg::Running&>{
        running_, [this] { return Streamed{native_}; }};
  }
#endif

 private:
  template <class Make>
  stream_from(transaction_base& owner, const detail::pg::CopyDescription& describe, Make&& make)
      : CopyStream(owner.conn(), detail::pg::Running::Rows::kRead, describe,
                   std::forward<Make>(make)) {}

  void Count(bool row) noexcept { row ? running_.OnRow() : running_.End(); }
};

/// Writes rows by COPY, as one operation whose affected rows are those that were written.
class stream_to : public detail::pg::CopyStream<::pqxx::stream_to> {
  using Native = ::pqxx::stream_to;

 public:
  template <class... Args, class = std::enable_if_t<
                               std::is_constructible_v<Native, ::pqxx::transaction_base&, Args...>>>
  explicit stream_to(transaction_base& owner, Args&&... args)
      : stream_to(owner, detail::pg::CopyDescription{args...},
                  [&] { return Native(owner.native(), std::forward<Args>(args)...); }) {}
#if PQXX_VERSION_MAJOR >= 7
  template <class... Columns>
  static stream_to raw_table(transaction_base& owner, std::string_view path,
                             const Columns&... columns) {
    return {owner, detail::pg::CopyDescription{path},
            [&] { return Native::raw_table(owner.native(), path, columns...); }};
  }
  static stream_to table(transaction_base& owner, ::pqxx::table_path path,
                         std::initializer_list<std::string_view> columns = {}) {
    return {owner, detail::pg::CopyDescription{path},
            [&] { return Native::table(owner.native(), path, columns); }};
  }
  template <class Columns>
  static stream_to table(transaction_base& owner, ::pqxx::table_path path, const Columns& columns) {
    return {owner, detail::pg::CopyDescription{path},
            [&] { return Native::table(owner.native(), path, columns); }};
  }
  stream_to(stream_to&& other) noexcept : CopyStream(std::move(other)) {}
#endif

  template <class Row>
  stream_to& operator<<(const Row& row) {
    running_.Call([&] { native_ << row; });
    running_.OnRow();
    return *this;
  }
  /// Writes all remaining rows of `from`. They are not counted, because libpqxx does not report
  /// their number.
  stream_to& operator<<(stream_from& from) {
    running_.Call([&] { native_ << from.native(); });
    return *this;
  }
  template <class Row, class Object = Native>
  auto write_row(const Row& row) -> decltype(std::declval<Object&>().write_row(row)) {
    running_.Call([&] { static_cast<Object&>(native_).write_row(row); });
    running_.OnRow();
  }
  template <class... Values, class Object = Native>
  auto write_values(const Values&... values)
      -> decltype(std::declval<Object&>().write_values(values...)) {
    running_.Call([&] { static_cast<Object&>(native_).write_values(values...); });
    running_.OnRow();
  }

 private:
  template <class Make>
  stream_to(transaction_base& owner, const detail::pg::CopyDescription& describe, Make&& make)
      : CopyStream(owner.conn(), detail::pg::Running::Rows::kWritten, describe,
                   std::forward<Make>(make)) {}
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
