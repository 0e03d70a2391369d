#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <optional>
#if PQXX_VERSION_MAJOR >= 8
#include <source_location>
#endif
#include <string_view>
#include <tuple>
#include <utility>

#include "dbspan/detail/pg/called_back.h"
#include "dbspan/detail/pg/caller_among.h"
#include "dbspan/detail/pg/forward.h"
#include "dbspan/detail/pg/parameters.h"
#include "dbspan/detail/pg/verb.h"
#include "dbspan/detail/pg/verb_runner.h"
#include "dbspan/pg/connection.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Base of all traced transactions: libpqxx's members, traced. Does not own the native transaction.
///
/// A function that takes `pqxx::transaction_base&` takes this class after the swap and stays
/// traced. A function that takes the native type gets it by conversion.
class transaction_base {
  using Native = ::pqxx::transaction_base;

 public:
  transaction_base(const transaction_base&) = delete;
  transaction_base& operator=(const transaction_base&) = delete;
  virtual ~transaction_base() = default;

  Native& native() const noexcept { return *native_; }
  operator Native&() const noexcept { return *native_; }  // NOLINT(*-explicit-*): drop-in
#if PQXX_VERSION_MAJOR >= 7
  connection& conn() const noexcept { return static_cast<connection&>(runner_.connection()); }
#else
  connection_base& conn() const noexcept { return runner_.connection(); }
#endif

// Declares NAME with all overloads that libpqxx has. CALL is NAME with its explicit template
// arguments, if any; VERB says which argument is the statement.
#define DBSPAN_VERB(NAME, CALL, VERB)                                                              \
  template <class... Values, class... Args, class Object = Native>                                 \
  auto NAME(Args&&... args)->decltype(std::declval<Object&>().CALL(std::forward<Args>(args)...)) { \
    const auto call = [&](auto&&... passed) -> decltype(auto) {                                    \
      return static_cast<Object&>(native()).CALL(std::forward<decltype(passed)>(passed)...);       \
    };                                                                                             \
    return RunVerb<detail::pg::VERB>(call, std::forward<Args>(args)...);                           \
  }                                                                                                \
  static_assert(true, "takes the semicolon")

#if PQXX_VERSION_MAJOR >= 8
  /// The place of a call in the application, which the members of libpqxx 8 take as last argument.
  using Place = std::source_location;

// Declares the overloads of NAME with up to two arguments that take the place of the call by
// default. A parameter after a pack cannot have a default.
#define DBSPAN_PLACED_VERB(NAME, CALL, VERB)                                                 \
  template <class... Values, class First, class Object = Native>                             \
  auto NAME(First&& first, Place place = Place::current())                                   \
      ->decltype(std::declval<Object&>().CALL(std::forward<First>(first), place)) {          \
    const auto call = [&](auto&&... passed) -> decltype(auto) {                              \
      return static_cast<Object&>(native()).CALL(std::forward<decltype(passed)>(passed)...); \
    };                                                                                       \
    return RunVerb<detail::pg::VERB>(call, std::forward<First>(first), place);               \
  }                                                                                          \
  template <class... Values, class First, class Second, class Object = Native>               \
  auto NAME(First&& first, Second&& second, Place place = Place::current())                  \
      ->decltype(std::declval<Object&>().CALL(std::forward<First>(first),                    \
                                              std::forward<Second>(second), place)) {        \
    const auto call = [&](auto&&... passed) -> decltype(auto) {                              \
      return static_cast<Object&>(native()).CALL(std::forward<decltype(passed)>(passed)...); \
    };                                                                                       \
    return RunVerb<detail::pg::VERB>(call, std::forward<First>(first),                       \
                                     std::forward<Second>(second), place);                   \
  }                                                                                          \
  static_assert(true, "takes the semicolon")

  DBSPAN_PLACED_VERB(exec, exec, kStatement);
  DBSPAN_PLACED_VERB(query, template query<Values...>, kStatement);
  DBSPAN_PLACED_VERB(query1, template query1<Values...>, kStatement);
  DBSPAN_PLACED_VERB(query01, template query01<Values...>, kStatement);
  DBSPAN_PLACED_VERB(query_value, template query_value<Values...>, kStatement);
#undef DBSPAN_PLACED_VERB
  template <class Object = Native>
  auto commit(Place place = Place::current()) -> decltype(std::declval<Object&>().commit(place)) {
    const auto call = [&](Place passed) { static_cast<Object&>(native()).commit(passed); };
    return RunVerb<detail::pg::kCommit>(call, place);
  }
  template <class Object = Native>
  auto abort(Place place = Place::current()) -> decltype(std::declval<Object&>().abort(place)) {
    const auto call = [&](Place passed) { static_cast<Object&>(native()).abort(passed); };
    return RunVerb<detail::pg::kRollback>(call, place);
  }
#else
  DBSPAN_VERB(abort, abort, kRollback);
  DBSPAN_VERB(commit, commit, kCommit);
#endif

  DBSPAN_VERB(exec, exec, kStatement);
  DBSPAN_VERB(exec0, exec0, kStatement);
  DBSPAN_VERB(exec1, exec1, kStatement);
  DBSPAN_VERB(exec_n, exec_n, kCountedStatement);
  DBSPAN_VERB(exec_params, exec_params, kStatementWithValues);
  DBSPAN_VERB(exec_params0, exec_params0, kStatementWithValues);
  DBSPAN_VERB(exec_params1, exec_params1, kStatementWithValues);
  DBSPAN_VERB(exec_params_n, exec_params_n, kCountedStatementWithValues);
  DBSPAN_VERB(exec_prepared, exec_prepared, kPrepared);
  DBSPAN_VERB(exec_prepared0, exec_prepared0, kPrepared);
  DBSPAN_VERB(exec_prepared1, exec_prepared1, kPrepared);
  DBSPAN_VERB(exec_prepared_n, exec_prepared_n, kCountedPrepared);
  DBSPAN_VERB(query, template query<Values...>, kStatement);
  DBSPAN_VERB(query1, template query1<Values...>, kStatement);
  DBSPAN_VERB(query01, template query01<Values...>, kStatement);
  DBSPAN_VERB(query_value, template query_value<Values...>, kStatement);
#undef DBSPAN_VERB

  /// Returns the rows as tuples while they arrive. One operation, which ends with the last row that
  /// is read. libpqxx 7.8 and later.
#if PQXX_VERSION_MAJOR >= 8
  template <class... Values>
  auto stream(std::string_view sql, Place place = Place::current()) &;
#else
  template <class... Values, class... Args>
  auto stream(std::string_view sql, Args&&... args) &;
#endif
#if PQXX_VERSION_MAJOR >= 8
  /// Calls `consume` with every row of a query while the rows arrive, inside the operation.
  template <class Consume, class Object = Native>
  auto for_stream(std::string_view sql, Consume&& consume, Place place = Place::current())
      -> decltype(std::declval<Object&>().for_stream(sql, consume, place)) {
    return Stream<Object>(sql, consume, place);
  }
  template <class Consume, class Values, class Object = Native>
  auto for_stream(std::string_view sql, Consume&& consume, Values&& values,
                  Place place = Place::current())
      -> decltype(std::declval<Object&>().for_stream(sql, consume, std::forward<Values>(values),
                                                     place)) {
    return Stream<Object>(sql, consume, std::forward<Values>(values), place);
  }
  /// The deprecated name of `for_stream`.
  template <class Consume, class Object = Native>
  auto for_each(std::string_view sql, Consume&& consume, Place place = Place::current())
      -> decltype(std::declval<Object&>().for_each(sql, consume, place)) {
    return for_stream(sql, std::forward<Consume>(consume), place);
  }
  /// Calls `consume` with every row of a result, after the operation.
  template <class Sql, class Consume, class Object = Native>
  auto for_query(Sql&& sql, Consume&& consume, Place place = Place::current())
      -> decltype(std::declval<Object&>().for_query(std::forward<Sql>(sql), consume, place)) {
    exec(std::forward<Sql>(sql), place).for_each(std::forward<Consume>(consume));
  }
  template <class Sql, class Consume, class Values, class Object = Native>
  auto for_query(Sql&& sql, Consume&& consume, Values&& values, Place place = Place::current())
      -> decltype(std::declval<Object&>().for_query(std::forward<Sql>(sql), consume,
                                                    std::forward<Values>(values), place)) {
    exec(std::forward<Sql>(sql), std::forward<Values>(values), place)
        .for_each(std::forward<Consume>(consume));
  }
#else
#if PQXX_VERSION_MAJOR >= 7
  /// Calls `consume` with every row of a query while the rows arrive, inside the operation.
  template <class Consume, class... Args, class Object = Native>
  auto for_stream(std::string_view sql, Consume&& consume, Args&&... args)
      -> decltype(std::declval<Object&>().for_stream(sql, consume, std::forward<Args>(args)...)) {
    return Stream<Object>(sql, consume, std::forward<Args>(args)...);
  }
  /// The deprecated name of `for_stream`.
  template <class Consume, class Object = Native>
  auto for_each(std::string_view sql, Consume&& consume)
      -> decltype(std::declval<Object&>().for_each(sql, consume)) {
    return for_stream(sql, std::forward<Consume>(consume));
  }
#endif
  /// Calls `consume` with every row of a result, after the operation.
  template <class Sql, class Consume, class... Args, class Object = Native>
  auto for_query(Sql&& sql, Consume&& consume, Args&&... args)
      -> decltype(std::declval<Object&>().for_query(std::forward<Sql>(sql), consume,
                                                    std::forward<Args>(args)...)) {
    exec(std::forward<Sql>(sql), std::forward<Args>(args)...)
        .for_each(std::forward<Consume>(consume));
  }
#endif

#if PQXX_VERSION_MAJOR >= 8
  // For values in braces, which a template cannot deduce.
  ::pqxx::result exec(std::string_view sql, const ::pqxx::params& values,
                      Place place = Place::current()) {
    return exec<>(sql, values, place);
  }
  ::pqxx::result exec(::pqxx::prepped name, const ::pqxx::params& values,
                      Place place = Place::current()) {
    return exec<>(name, values, place);
  }
  template <class... Values>
  auto query(std::string_view sql, const ::pqxx::params& values, Place place = Place::current()) {
    return exec(sql, values, place).template iter<Values...>();
  }
  template <class Consume>
  void for_query(std::string_view sql, Consume&& consume, const ::pqxx::params& values,
                 Place place = Place::current()) {
    exec(sql, values, place).for_each(std::forward<Consume>(consume));
  }
  template <class... Values>
  std::tuple<Values...> query1(std::string_view sql, const ::pqxx::params& values,
                               Place place = Place::current()) {
    return exec(sql, values, place).one_row().template as<Values...>();
  }
  template <class... Values>
  std::optional<std::tuple<Values...>> query01(std::string_view sql, const ::pqxx::params& values,
                                               Place place = Place::current()) {
    const auto row = exec(sql, values, place).opt_row();
    if (!row) return std::nullopt;
    return row->template as<Values...>();
  }
  template <class... Values>
  auto query_n(::pqxx::result_size_type rows, std::string_view sql,
               Place place = Place::current()) {
    return exec(sql, place).expect_rows(rows).template iter<Values...>();
  }
  template <class... Values>
  auto query_n(::pqxx::result_size_type rows, std::string_view sql, const ::pqxx::params& values,
               Place place = Place::current()) {
    return exec(sql, values, place).expect_rows(rows).template iter<Values...>();
  }
  template <class Value>
  Value query_value(std::string_view sql, const ::pqxx::params& values,
                    Place place = Place::current()) {
    return exec(sql, values, place).one_field().template as<Value>();
  }
#elif PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10
  // For values in braces, which a template cannot deduce.
  ::pqxx::result exec(std::string_view sql, const ::pqxx::params& values) {
    return exec<>(sql, values);
  }
  ::pqxx::result exec(::pqxx::prepped name, const ::pqxx::params& values) {
    return exec<>(name, values);
  }
  template <class... Values>
  auto query(std::string_view sql, const ::pqxx::params& values) {
    return exec(sql, values).template iter<Values...>();
  }
  template <class Consume>
  void for_query(std::string_view sql, Consume&& consume, const ::pqxx::params& values) {
    exec(sql, values).for_each(std::forward<Consume>(consume));
  }
  template <class... Values>
  std::tuple<Values...> query1(std::string_view sql, const ::pqxx::params& values) {
    return exec(sql, values).one_row().template as<Values...>();
  }
  template <class... Values>
  std::optional<std::tuple<Values...>> query01(std::string_view sql, const ::pqxx::params& values) {
    const auto row = exec(sql, values).opt_row();
    if (!row) return std::nullopt;
    return row->template as<Values...>();
  }
  template <class... Values>
  auto query_n(::pqxx::result_size_type rows, std::string_view sql) {
    return exec(sql).expect_rows(rows).template iter<Values...>();
  }
  template <class... Values>
  auto query_n(::pqxx::result_size_type rows, std::string_view sql, const ::pqxx::params& values) {
    return exec(sql, values).expect_rows(rows).template iter<Values...>();
  }
  template <class Value>
  Value query_value(std::string_view sql, const ::pqxx::params& values) {
    return exec(sql, values).one_field().template as<Value>();
  }
#elif PQXX_VERSION_MAJOR == 7
  template <class... Values>
  auto query_n(::pqxx::result_size_type rows, ::pqxx::zview sql) {
    return exec_n(rows, sql).template iter<Values...>();
  }
#endif

  DBSPAN_FORWARD(Native, prepared);
  DBSPAN_FORWARD(Native, parameterized);
  DBSPAN_FORWARD(Native, classname);
  DBSPAN_FORWARD(Native, created_loc);
  DBSPAN_FORWARD(Native, description);
  DBSPAN_FORWARD(Native, esc);
  DBSPAN_FORWARD(Native, esc_like);
  DBSPAN_FORWARD(Native, esc_raw);
  DBSPAN_FORWARD(Native, get_variable);
  DBSPAN_FORWARD(Native, name);
  DBSPAN_FORWARD(Native, notify);
  DBSPAN_FORWARD(Native, process_notice);
  DBSPAN_FORWARD(Native, quote);
  DBSPAN_FORWARD(Native, quote_name);
  DBSPAN_FORWARD(Native, quote_raw);
  DBSPAN_FORWARD(Native, set_variable);
  DBSPAN_FORWARD(Native, unesc_bin);
  DBSPAN_FORWARD(Native, unesc_raw);

 protected:
  transaction_base(connection_base& owner, Native& native) noexcept
      : runner_(owner), native_(&native) {}

 private:
  template <const detail::pg::Verb& verb, class Call, class... Args>
  decltype(auto) RunVerb(const Call& call, Args&&... args) {
    const detail::pg::CallerAmong caller{args...};
    return runner_.Run<verb>(call, std::forward<Args>(args)...);
  }

#if PQXX_VERSION_MAJOR >= 7
  template <class Object, class Consume, class... Args>
  decltype(auto) Stream(std::string_view sql, Consume& consume, Args&&... args) {
    const detail::pg::CallerAmong caller{args...};
    detail::pg::CalledBack called_back{consume};
    return runner_.RunSql(
        sql,
        [&] {
          return static_cast<Object&>(native()).for_stream(sql, called_back,
                                                           std::forward<Args>(args)...);
        },
        detail::pg::ParamsAmong{args...});
  }
#endif

  detail::pg::VerbRunner runner_;
  Native* native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
