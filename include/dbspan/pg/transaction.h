#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/native_holder.h"
#include "dbspan/pg/connection.h"
#include "dbspan/pg/transaction_base.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

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
