#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/called_back.h"
#include "dbspan/detail/pg/caller_among.h"
#include "dbspan/detail/pg/execute.h"
#include "dbspan/detail/pg/forward.h"
#include "dbspan/detail/pg/parameters.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/detail/pg/verb.h"
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
  connection& conn() const noexcept { return static_cast<connection&>(*connection_); }
#else
  connection_base& conn() const noexcept { return *connection_; }
#endif

// Declares NAME with all overloads that libpqxx has. CALL is NAME with its explicit template
// arguments, if any; VERB says which argument is the statement.
#define DBSPAN_VERB(NAME, CALL, VERB)                                                              \
  template <class... Values, class... Args, class Object = Native>                                 \
  auto NAME(Args&&... args)->decltype(std::declval<Object&>().CALL(std::forward<Args>(args)...)) { \
    const detail::pg::CallerAmong caller{args...};                                                 \
    const auto call = [&](auto&&... passed) -> decltype(auto) {                                    \
      return static_cast<Object&>(native()).CALL(std::forward<decltype(passed)>(passed)...);       \
    };                                                                                             \
    return Run<detail::pg::VERB>(call, std::forward<Args>(args)...);                               \
  }                                                                                                \
  static_assert(true, "takes the semicolon")

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
  DBSPAN_VERB(abort, abort, kRollback);
  DBSPAN_VERB(commit, commit, kCommit);
#undef DBSPAN_VERB

  /// Returns the rows as tuples while they arrive. One operation, which ends with the last row that
  /// is read. libpqxx 7.8 and later.
  template <class... Values, class... Args>
  auto stream(std::string_view sql, Args&&... args) &;
#if PQXX_VERSION_MAJOR >= 7
  /// Calls `consume` with every row of a query while the rows arrive, inside the operation.
  template <class Consume, class... Args, class Object = Native>
  auto for_stream(std::string_view sql, Consume&& consume, Args&&... args)
      -> decltype(std::declval<Object&>().for_stream(sql, consume, std::forward<Args>(args)...)) {
    detail::pg::CalledBack called_back{consume};
    return RunSql(
        sql,
        [&] {
          return static_cast<Object&>(native()).for_stream(sql, called_back,
                                                           std::forward<Args>(args)...);
        },
        detail::pg::ParamsAmong{args...});
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

#if PQXX_VERSION_MAJOR >= 8 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
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
      : connection_(&owner), native_(&native) {}

 private:
  // Calls libpqxx and records the call as `verb` describes it.
  template <const detail::pg::Verb& verb, class Call, class... Args>
  decltype(auto) Run(const Call& call, Args&&... args) {
    if constexpr (verb.text == detail::pg::Verb::kNoText) {
      return RunNamed(verb.operation,
                      [&]() -> decltype(auto) { return call(std::forward<Args>(args)...); });
    } else if constexpr (verb.text == 1) {
      return RunCounted<verb>(call, std::forward<Args>(args)...);
    } else {
      return RunWithText<verb>(call, std::forward<Args>(args)...);
    }
  }
  template <const detail::pg::Verb& verb, class Call, class Rows, class... Args>
  decltype(auto) RunCounted(const Call& call, Rows&& rows, Args&&... args) {
    const auto counted = [&](auto&&... passed) -> decltype(auto) {
      return call(std::forward<Rows>(rows), std::forward<decltype(passed)>(passed)...);
    };
    return RunWithText<verb>(counted, std::forward<Args>(args)...);
  }
  template <const detail::pg::Verb& verb, class Call, class Text, class... Args>
  decltype(auto) RunWithText(const Call& call, Text&& text, Args&&... args) {
    const auto sends = [&](auto&& sent) -> decltype(auto) {
      return call(std::forward<decltype(sent)>(sent), std::forward<Args>(args)...);
    };
    const auto bound = detail::pg::ValuesOf<verb>(args...);
    if constexpr (verb.prepared) {
      return RunSql(
          PreparedText(text), [&]() -> decltype(auto) { return sends(std::forward<Text>(text)); },
          bound);
    } else {
      return RunText(std::forward<Text>(text), sends, bound);
    }
  }

  template <class Call, class Bound>
  decltype(auto) RunSql(std::string_view sql, const Call& call, const Bound& bound) {
    return detail::pg::RecordedCall{*connection_, {sql}, bound}.Run(call);
  }

  // Runs a statement that is sent as text, so that it can get a comment for the server.
  template <class Sql, class Call, class Bound>
  decltype(auto) RunText(Sql&& sql, const Call& call, const Bound& bound) {
#if PQXX_VERSION_MAJOR >= 8 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
    if constexpr (std::is_same_v<std::decay_t<Sql>, ::pqxx::prepped>) {
      return RunSql(
          PreparedText(sql), [&]() -> decltype(auto) { return call(std::forward<Sql>(sql)); },
          bound);
    }
#endif
    if (!connection_->session()->enabled()) return call(std::forward<Sql>(sql));
    const auto held = TextOf(sql);
    const std::string_view text{held};
    const auto commented = [&](const detail::pg::RecordedCall& recorded) -> decltype(auto) {
      if constexpr (std::is_convertible_v<const Sql&, std::string_view>) {
        const std::string with_comment = recorded.Commented(text);
        if (!with_comment.empty()) return call(with_comment);
      }
      return call(std::forward<Sql>(sql));
    };
    return RunSql(text, commented, bound);
  }

  template <class Call>
  decltype(auto) RunNamed(std::string_view name, const Call& call) {
    if (!connection_->session()->records_ends()) return call();
    return detail::pg::RecordedCall{*connection_, {{}, name}}.Run(call);
  }

  static std::string_view TextOf(std::string_view sql) noexcept { return sql; }
  // libpqxx 6 also accepts a stream as statement.
  static std::string TextOf(const std::stringstream& sql) { return sql.str(); }
  std::string_view PreparedText(std::string_view name) const {
    return connection_->session()->PreparedText(name);
  }

  connection_base* connection_;
  Native* native_;
};

/// Base of the transactions that begin and commit on the server.
class dbtransaction : public transaction_base {
 protected:
  using transaction_base::transaction_base;
};

/// A traced transaction. Owns a native transaction and converts to it and to its bases.
template <class Native, class Base>
class basic_transaction : private detail::pg::NativeHolder<Native>, public Base {
  using holder = detail::pg::NativeHolder<Native>;

 public:
  template <class Target, class = std::enable_if_t<std::is_base_of_v<Target, Native>>>
  operator Target&() const noexcept {  // NOLINT(*-explicit-*): drop-in
    return const_cast<Native&>(holder::native_object_);
  }

 protected:
  template <class Parent, class... Args>
  basic_transaction(connection_base& owner, Parent& parent, Args&&... args)
      : holder(std::in_place, parent, std::forward<Args>(args)...),
        Base(owner, holder::native_object_) {}
};

// Defines a transaction class that is constructed from a connection.
#define DBSPAN_TRANSACTION(NAME, NATIVE, BASE)                                                   \
  class NAME : public basic_transaction<NATIVE, BASE> {                                          \
   public:                                                                                       \
    template <class... Args>                                                                     \
    explicit NAME(connection_base& owner, Args&&... args)                                        \
        : basic_transaction<NATIVE, BASE>(owner, owner.native(), std::forward<Args>(args)...) {} \
  }

/// A traced `pqxx::transaction`.
template <auto... Policies>
DBSPAN_TRANSACTION(transaction, ::pqxx::transaction<Policies...>, dbtransaction);
/// A traced `pqxx::robusttransaction`.
template <auto... Policies>
DBSPAN_TRANSACTION(robusttransaction, ::pqxx::robusttransaction<Policies...>, dbtransaction);
/// A traced `pqxx::nontransaction`.
DBSPAN_TRANSACTION(nontransaction, ::pqxx::nontransaction, transaction_base);
#undef DBSPAN_TRANSACTION

/// A traced `pqxx::work`.
using work = transaction<>;
#if PQXX_VERSION_MAJOR >= 7
/// A traced `pqxx::read_transaction`.
using read_transaction =
    transaction<::pqxx::isolation_level::read_committed, ::pqxx::write_policy::read_only>;
#else
/// A traced `pqxx::read_transaction`.
using read_transaction = transaction<::pqxx::read_committed, ::pqxx::read_only>;
#endif

/// A savepoint inside another traced transaction.
class subtransaction : public basic_transaction<::pqxx::subtransaction, dbtransaction> {
 public:
  template <class... Args>
  explicit subtransaction(dbtransaction& parent, Args&&... args)
      : basic_transaction(parent.conn(), NativeOf(parent), std::forward<Args>(args)...) {}

 private:
  static ::pqxx::dbtransaction& NativeOf(const dbtransaction& parent) {
    return dynamic_cast<::pqxx::dbtransaction&>(parent.native());
  }
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
