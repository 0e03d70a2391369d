#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/outcome.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Reads the replies of one connection in their order: some mean what they mean because of those
/// before them.
///
/// Between MULTI and EXEC commands are only queued, and their replies are the elements of EXEC's.
/// Remembers at most `kMost` queued commands. SELECT changes the database for all that is sent
/// after it, long before its reply is there: the database is the one that what was submitted leads
/// to, and what the replies say once nothing is outstanding that could change it.
class Conversation {
 public:
  static constexpr std::size_t kMost = std::size_t{64} * 1024;

  Conversation() noexcept = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() { SetInTransaction(false); }

  /// Tells whether any connection is between MULTI and EXEC. While one is, even what is not
  /// recorded has to be read: it may be among what EXEC carries out.
  static bool AnyInTransaction() noexcept {
    return in_transactions_.load(std::memory_order_relaxed) != 0;
  }
  /// Takes note of a command that goes out; those that change nothing need not be told.
  void Submit(const ReplyReading& reading) noexcept;
  /// For another connection.
  void Restart() noexcept;
  /// Tells whether TakeDatabase has something.
  bool has_moved() const noexcept { return submitted_.current() != taken_; }
  /// Tells whether what is sent next is only queued, as far as MULTI was submitted.
  bool queues() const noexcept { return submitted_multi_; }
  /// Tells whether a reply must be read even if nobody wants its outcome.
  bool Follows(const ReplyReading& reading) const noexcept {
    return in_transaction_ || ChangesConversation(reading.effect);
  }
  Outcome Read(const ReplyReading& reading, const ReplyView& reply);
  /// The database that what is sent next runs in, if it has changed since the last call.
  std::optional<std::string> TakeDatabase();

 private:
  static constexpr std::int32_t kNoDatabase = -1;

  /// A database, and the one that a SELECT in an open transaction will change it to.
  struct Selected {
    std::int32_t database = 0;
    std::int32_t queued = kNoDatabase;
    std::int32_t current() const noexcept { return queued == kNoDatabase ? database : queued; }
  };

  Outcome ReadEffect(const ReplyReading& reading, const ReplyView& reply);
  Outcome ReadExec(const ReplyReading& reading, const ReplyView& reply);
  void FollowDatabase(const ReplyReading& reading, const ReplyView& reply) noexcept;
  void SetInTransaction(bool in_transaction) noexcept;

  bool in_transaction_ = false;
  std::vector<ReplyReading> queued_;
  Selected submitted_;
  Selected confirmed_;
  bool submitted_multi_ = false;
  std::size_t outstanding_ = 0;  ///< Submitted commands with an effect whose replies are to come.
  std::int32_t taken_ = 0;

  inline static std::atomic<std::size_t> in_transactions_{0};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
