#pragma once

#include <pqxx/pqxx>

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/running.h"
#include "dbspan/pg/transaction.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A traced `pqxx::pipeline`. Each query is an operation, from its insertion to the retrieval of
/// its result.
class pipeline {
  using Native = ::pqxx::pipeline;

 public:
  using query_id = Native::query_id;

  template <class... Args>
  explicit pipeline(transaction_base& owner, Args&&... args)
      : owner_(&owner), native_(owner.native(), std::forward<Args>(args)...) {}
  pipeline(const pipeline&) = delete;
  pipeline& operator=(const pipeline&) = delete;

  Native& native() const noexcept { return const_cast<Native&>(native_); }
  operator Native&() noexcept { return native_; }  // NOLINT(*-explicit-*): drop-in

  template <class Sql>
  query_id insert(const Sql& sql) {
    const std::string_view text{sql};
    const detail::pg::Session& session = *owner_->conn().session();
    Query query{session.enabled() ? session.TextToKeep(text) : std::string{},
                detail::pg::Running::OfQuery(owner_->conn(), text)};
    const query_id id = query.running.Call([&] { return native_.insert(sql); });
    queries_.emplace(id, std::move(query));
    return id;
  }
  ::pqxx::result retrieve(query_id id) {
    const auto found = queries_.find(id);
    if (found == queries_.end()) return native_.retrieve(id);
    Query query = std::move(found->second);
    queries_.erase(found);
    ::pqxx::result result = query.running.Call([&] { return native_.retrieve(id); });
    query.running.EndWith(query.sql, result);
    return result;
  }
  std::pair<query_id, ::pqxx::result> retrieve() {
    if (queries_.empty()) return native_.retrieve();
    // libpqxx returns results in the order of insertion.
    const query_id first = queries_.begin()->first;
    Query query = std::move(queries_.begin()->second);
    queries_.erase(queries_.begin());
    auto retrieved = query.running.Call([&] { return native_.retrieve(); });
    if (retrieved.first == first) query.running.EndWith(query.sql, retrieved.second);
    return retrieved;
  }
  void cancel() {
    Quietly([this] { native_.cancel(); });
    queries_.clear();
  }
  void complete() {
    Quietly([this] { native_.complete(); });
  }
  void flush() {
    Quietly([this] { native_.flush(); });
    queries_.clear();  // libpqxx discards their results
  }
  void resume() {
    Quietly([this] { native_.resume(); });
  }
  DBSPAN_FORWARD(Native, classname);
  DBSPAN_FORWARD(Native, description);
  DBSPAN_FORWARD(Native, name);
  bool is_finished(query_id id) const { return native_.is_finished(id); }
  bool empty() const noexcept { return native_.empty(); }
  template <class... Args>
  int retain(Args... args) {
    return native_.retain(args...);
  }

 private:
  struct Query {
    std::string sql;  // redacted; empty if nothing is recorded
    detail::pg::Running running;
  };

  template <class Call>
  static void Quietly(Call&& call) {
    const detail::ClientAbove above{detail::pg::kLibpq};
    call();
  }

  transaction_base* owner_;
  std::map<query_id, Query> queries_;
  Native native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
