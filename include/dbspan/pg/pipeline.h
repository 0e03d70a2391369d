#pragma once

#include <pqxx/pqxx>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/forward.h"
#include "dbspan/detail/pg/pipeline_progress.h"
#include "dbspan/detail/pg/running.h"
#include "dbspan/pg/transaction.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A traced `pqxx::pipeline`. Each query is an operation, from its insertion to the retrieval of
/// its result. A query without a result, when the pipeline ends, has failed: it was not executed,
/// or nobody knows.
class pipeline {
  using Native = ::pqxx::pipeline;

 public:
  using query_id = Native::query_id;

  explicit pipeline(transaction_base& owner DBSPAN_AND_PLACE)
      : owner_(&owner), native_(owner.native() DBSPAN_PASS_AND_PLACE) {}
  template <class Name>
  pipeline(transaction_base& owner, Name&& name DBSPAN_AND_PLACE)
      : owner_(&owner), native_(owner.native(), std::forward<Name>(name) DBSPAN_PASS_AND_PLACE) {}
  pipeline(const pipeline&) = delete;
  pipeline& operator=(const pipeline&) = delete;
  ~pipeline() { EndAll(); }

  Native& native() const noexcept { return const_cast<Native&>(native_); }
  operator Native&() noexcept { return native_; }  // NOLINT(*-explicit-*): drop-in

  template <class Sql>
  query_id insert(const Sql& sql DBSPAN_AND_PLACE) {
    const std::string_view text{sql};
    const detail::pg::Session& session = *owner_->conn().session();
    Query query{session.enabled() ? session.TextToKeep(text) : std::string{},
                detail::pg::Running::OfQuery(owner_->conn(), text)};
    const detail::pg::PipelineProgress::Watch watch{progress_};
    const query_id id =
        query.running.Call([&] { return native_.insert(sql DBSPAN_PASS_AND_PLACE); });
    progress_.OnInserted(id);
    queries_.emplace(id, std::move(query));
    return id;
  }
  ::pqxx::result retrieve(query_id id DBSPAN_AND_PLACE) {
    const auto found = queries_.find(id);
    if (found == queries_.end()) return native_.retrieve(id DBSPAN_PASS_AND_PLACE);
    Query query = std::move(found->second);
    queries_.erase(found);
    ::pqxx::result result =
        Retrieved(query, [&] { return native_.retrieve(id DBSPAN_PASS_AND_PLACE); });
    query.running.EndWith(query.sql, result);
    return result;
  }
  std::pair<query_id, ::pqxx::result> retrieve(DBSPAN_ONLY_PLACE) {
    if (queries_.empty()) return native_.retrieve(DBSPAN_PASS_PLACE);
    // libpqxx returns results in the order of insertion.
    const query_id first = queries_.begin()->first;
    Query query = std::move(queries_.begin()->second);
    queries_.erase(queries_.begin());
    auto retrieved = Retrieved(query, [&] { return native_.retrieve(DBSPAN_PASS_PLACE); });
    if (retrieved.first == first) query.running.EndWith(query.sql, retrieved.second);
    return retrieved;
  }
  void cancel(DBSPAN_ONLY_PLACE) {
    Quietly([&] { native_.cancel(DBSPAN_PASS_PLACE); });
    EndForgotten([](Query& query) { query.running.EndUnanswered(); });
  }
  void complete(DBSPAN_ONLY_PLACE) {
    Quietly([&] { native_.complete(DBSPAN_PASS_PLACE); });
    progress_.OnCompleted();
  }
  void flush(DBSPAN_ONLY_PLACE) {
    // If nothing waits to be sent, this is what flush() does before it discards the results.
    if (progress_.AllSent()) complete(DBSPAN_PASS_PLACE);
    EndFinished();
    Quietly([&] { native_.flush(DBSPAN_PASS_PLACE); });
    EndForgotten([this](Query& query) {
      // Without an error, the server has executed what was sent.
      if (!progress_.sqlstate().empty()) query.running.EndUnanswered();
    });
  }
  void resume(DBSPAN_ONLY_PLACE) {
    Quietly([&] { native_.resume(DBSPAN_PASS_PLACE); });
  }
  DBSPAN_FORWARD(Native, classname);
  DBSPAN_FORWARD(Native, description);
  DBSPAN_FORWARD(Native, name);
  bool is_finished(query_id id) const { return native_.is_finished(id); }
  bool empty() const noexcept { return native_.empty(); }
  template <class... Args>
  int retain(Args... args) {
    int before = 0;
    Quietly([&] { before = native_.retain(args...); });
    return before;
  }

 private:
  struct Query {
    std::string sql;  // redacted; empty if nothing is recorded
    detail::pg::Running running;
  };
  using Queries = std::map<query_id, Query>;
  enum class State { kWaits, kFinished, kForgotten };

  template <class Call>
  void Quietly(Call&& call) {
    const detail::ClientAbove above{detail::pg::kLibpq};
    const detail::pg::PipelineProgress::Watch watch{progress_};
    call();
  }
  template <class Retrieve>
  auto Retrieved(Query& query, const Retrieve& retrieve) -> decltype(retrieve()) {
    const detail::pg::PipelineProgress::Watch watch{progress_};
    return query.running.Retrieve(progress_, retrieve);
  }

  State StateOf(query_id id) const noexcept {
    try {
      return native_.is_finished(id) ? State::kFinished : State::kWaits;
    } catch (...) {  // std::logic_error: libpqxx does not have it any more
      return State::kForgotten;
    }
  }
  /// Ends the queries whose results libpqxx has received and the application has not retrieved.
  /// Retrieves them if libpqxx then neither sends nor receives.
  void EndFinished() noexcept {
    if (progress_.Settled()) {
      while (!queries_.empty()) RetrieveFirst();
      return;
    }
    const auto waits = std::find_if(queries_.begin(), queries_.end(), [&](const auto& query) {
      return StateOf(query.first) == State::kWaits;
    });
    // If the server has answered with an error, which of the results that is, is not known.
    const bool failed = !progress_.sqlstate().empty();
    for (auto query = queries_.begin(); query != waits; query = queries_.erase(query)) {
      if (failed) query->second.running.EndUnanswered();
    }
  }
  void RetrieveFirst() noexcept {
    try {
      retrieve(queries_.begin()->first);
    } catch (...) {  // recorded as the error of the query
    }
  }
  /// Ends the queries that libpqxx does not have any more, by `end_sent` those that were sent.
  template <class EndSent>
  void EndForgotten(const EndSent& end_sent) noexcept {
    for (auto query = queries_.begin(); query != queries_.end();) {
      if (StateOf(query->first) != State::kForgotten) {
        ++query;
        continue;
      }
      EndWithoutResult(query->first, query->second, end_sent);
      query = queries_.erase(query);
    }
  }
  /// Ends all queries before libpqxx's destructor cancels those that it has sent.
  void EndAll() noexcept {
    EndFinished();
    for (auto& [id, query] : queries_) {
      EndWithoutResult(id, query, [](Query& sent) { sent.running.EndUnanswered(); });
    }
    queries_.clear();
  }
  template <class EndSent>
  void EndWithoutResult(query_id id, Query& query, const EndSent& end_sent) noexcept {
    if (progress_.Skipped(id)) return query.running.EndSkipped();
    progress_.MayBeSent(id) ? end_sent(query) : query.running.EndUnsent();
  }

  transaction_base* owner_;
  Queries queries_;
  detail::pg::PipelineProgress progress_;
  Native native_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
