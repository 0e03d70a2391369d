#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/forward.h"
#include "dbspan/detail/pg/native_holder.h"
#include "dbspan/pg/connection.h"
#include "dbspan/pg/transaction_base.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
#if PQXX_VERSION_MAJOR >= 7
using WritePolicy = ::pqxx::write_policy;
#else
using WritePolicy = ::pqxx::readwrite_policy;
#endif
}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Base of the transactions that begin and commit on the server.
class dbtransaction : public transaction_base {
 public:
  operator ::pqxx::dbtransaction&() const noexcept {  // NOLINT(*-explicit-*): drop-in
    return static_cast<::pqxx::dbtransaction&>(native());
  }

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
#if PQXX_VERSION_MAJOR >= 8
  // Some classes take the place only after a name.
  template <class Parent>
  requires(!std::is_constructible_v<Native, Parent&, std::source_location>)
      basic_transaction(connection_base& owner, Parent& parent, std::source_location place)
      : holder(std::in_place, parent, std::string_view{}, place),
        Base(owner, holder::native_object_) {}
#endif
};

#if PQXX_VERSION_MAJOR >= 8
#define DBSPAN_PLACED_TRANSACTION(NAME, ...)                                                     \
  explicit NAME(connection_base& owner DBSPAN_AND_PLACE)                                         \
      : NAME::basic_transaction(owner, owner.native(), place) {}                                 \
  template <class Text>                                                                          \
  requires std::is_constructible_v<__VA_ARGS__, ::pqxx::connection&, Text, std::source_location> \
  NAME(connection_base& owner, Text&& name DBSPAN_AND_PLACE)                                     \
      : NAME::basic_transaction(owner, owner.native(), std::forward<Text>(name), place) {}
#else
#define DBSPAN_PLACED_TRANSACTION(NAME, ...)
#endif
// Defines a transaction class that is constructed from a connection. The last argument is the
// native class.
#define DBSPAN_TRANSACTION(NAME, BASE, ...)                                              \
  class NAME : public basic_transaction<__VA_ARGS__, BASE> {                             \
   public:                                                                               \
    DBSPAN_PLACED_TRANSACTION(NAME, __VA_ARGS__)                                         \
    template <class... Args>                                                             \
    explicit NAME(connection_base& owner, Args&&... args)                                \
        : NAME::basic_transaction(owner, owner.native(), std::forward<Args>(args)...) {} \
  }

// The parameters are libpqxx's own, with their defaults: programs deduce them, and the names of a
// type with and without a default must mean the same type.
/// A traced `pqxx::transaction`.
template <::pqxx::isolation_level Level = ::pqxx::isolation_level::read_committed,
          detail::pg::WritePolicy Policy = detail::pg::WritePolicy::read_write>
DBSPAN_TRANSACTION(transaction, dbtransaction, ::pqxx::transaction<Level, Policy>);
/// A traced `pqxx::robusttransaction`.
template <::pqxx::isolation_level Level = ::pqxx::isolation_level::read_committed>
DBSPAN_TRANSACTION(robusttransaction, dbtransaction, ::pqxx::robusttransaction<Level>);
/// A traced `pqxx::nontransaction`.
DBSPAN_TRANSACTION(nontransaction, transaction_base, ::pqxx::nontransaction);
#undef DBSPAN_TRANSACTION
#undef DBSPAN_PLACED_TRANSACTION

/// A traced `pqxx::work`.
using work = transaction<>;
/// A traced `pqxx::read_transaction`.
using read_transaction =
    transaction<::pqxx::isolation_level::read_committed, detail::pg::WritePolicy::read_only>;

/// A savepoint inside another traced transaction.
class subtransaction : public basic_transaction<::pqxx::subtransaction, dbtransaction> {
 public:
#if PQXX_VERSION_MAJOR >= 8
  explicit subtransaction(
      dbtransaction& parent, std::string_view name = {} DBSPAN_AND_PLACE)
      : basic_transaction(parent.conn(), static_cast<::pqxx::dbtransaction&>(parent), name, place) {
  }
#endif
  template <class... Args>
  explicit subtransaction(dbtransaction& parent, Args&&... args)
      : basic_transaction(parent.conn(), static_cast<::pqxx::dbtransaction&>(parent),
                          std::forward<Args>(args)...) {}
  /// Begins a savepoint inside `parent`; like libpqxx's constructor of this form, it copies
  /// nothing.
  explicit subtransaction(subtransaction& parent DBSPAN_AND_PLACE)
#if PQXX_VERSION_MAJOR >= 8
      : subtransaction(static_cast<dbtransaction&>(parent), {}, place){}
#else
      : subtransaction(static_cast<dbtransaction&>(parent)) {
  }
#endif
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
