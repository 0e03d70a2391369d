#pragma once

#include <hiredis/hiredis.h>

#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dbspan/outcome.h"
#include "redis/outcome.h"

namespace dbspan::redis {

/// Reads the replies of one connection in their order: some mean what they mean because of those
/// before them.
///
/// Between MULTI and EXEC commands are only queued, and their replies are the elements of EXEC's;
/// SELECT changes the database for all that follows. Remembers at most `kMost` queued commands.
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
  /// For another connection.
  void Restart() noexcept;
  /// Tells whether a reply must be read even if nobody wants its outcome.
  bool Follows(const ReplyReading& reading) const noexcept {
    return in_transaction_ || reading.effect != Effect::kNone;
  }
  Outcome Read(const ReplyReading& reading, const redisReply& reply);
  /// The database that the replies since the last call have changed to, if they have.
  std::optional<std::string> TakeDatabase() noexcept;

 private:
  Outcome ReadExec(const ReplyReading& reading, const redisReply& reply);
  void FollowDatabase(const ReplyReading& reading, const redisReply& reply);
  void SetInTransaction(bool in_transaction) noexcept;

  bool in_transaction_ = false;
  std::vector<ReplyReading> queued_;
  std::optional<std::string> database_;

  inline static std::atomic<std::size_t> in_transactions_{0};
};

}  // namespace dbspan::redis
