#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Progress of the queries of a libpqxx pipeline that have no result yet: which of them were sent,
/// and the error that makes the server skip the rest. Owned by the pipeline, used by its thread.
class PipelineProgress {
 public:
  PipelineProgress() noexcept;

  /// Scope guard around a call of libpqxx for the pipeline: notes what libpq sends and receives
  /// meanwhile. Without a traced libpq it notes nothing. A stack object.
  class Watch {
   public:
    explicit Watch(PipelineProgress& progress) noexcept;
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

   private:
    PipelineProgress& progress_;
  };

  /// Call it after a query was inserted, while the call is watched.
  void OnInserted(long id) noexcept { last_inserted_ = id; }
  /// Call it when an error of the server is known.
  void NoteError(std::string_view sqlstate) noexcept;

  /// Tells whether a query that waits was skipped, because of the error of an earlier one.
  bool Skipped(long id) const noexcept { return id <= last_skipped_; }
  /// Tells whether a query may have been sent.
  bool MayBeSent(long id) const noexcept { return last_sent_ == kUnknown || id <= last_sent_; }
  /// Call it after libpqxx has completed the pipeline.
  void OnCompleted() noexcept { last_settled_ = last_inserted_; }
  /// Tells whether libpqxx, when it retrieves results, neither sends nor receives.
  bool Settled() const noexcept {
    return last_settled_ == last_inserted_ || (AllSent() && !pending_);
  }
  /// Tells whether all queries were sent.
  bool AllSent() const noexcept { return last_sent_ == last_inserted_; }
  /// The SQLSTATE of the error; empty if there was none.
  std::string_view sqlstate() const noexcept { return sqlstate_; }

 private:
  static constexpr long kUnknown = -1;  // ids begin with 1

  long last_inserted_ = 0;
  long last_sent_;
  long last_skipped_ = kUnknown;
  long last_settled_ = kUnknown;
  bool pending_ = false;  // results of what was sent are not read
  char sqlstate_[6] = {};
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
