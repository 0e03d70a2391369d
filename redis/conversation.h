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

/// Interprets the replies of one connection, in order. Some replies depend on earlier ones.
///
/// Between MULTI and EXEC, commands are only queued, and their replies are the elements of EXEC's
/// reply. At most `kMost` queued commands are kept. SELECT changes the database for all commands
/// sent after it, even before its reply arrives. So the current database follows from the submitted
/// commands while replies that could change it are outstanding, and from the replies otherwise.
class Conversation {
 public:
  static constexpr std::size_t kMost = std::size_t{64} * 1024;

  Conversation() noexcept = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() { SetInTransaction(false); }

  /// Returns whether any connection is between MULTI and EXEC. While one is, unrecorded commands
  /// must be read as well, because EXEC may execute them.
  static bool AnyInTransaction() noexcept {
    return in_transactions_.load(std::memory_order_relaxed) != 0;
  }
  /// Notes that a command was sent. Only necessary for commands whose `ReplyReading::effect`
  /// changes the conversation.
  void Submit(const ReplyReading& reading) noexcept;
  /// Resets the state, for a new connection.
  void Restart() noexcept;
  /// Notes that replies were or will be missed. The commands that were submitted count as executed.
  void LoseReplies() noexcept;
  /// Returns whether TakeDatabase would return a database.
  bool has_moved() const noexcept { return submitted_.current() != taken_; }
  /// Returns whether the reply to a command without an effect can be read by itself, and the
  /// database is the one that TakeDatabase returned last.
  bool is_plain() const noexcept { return !in_transaction_ && !has_moved(); }
  /// Returns whether the next command will only be queued because MULTI was sent.
  bool queues() const noexcept { return submitted_multi_; }
  /// Returns whether a reply must be read even if its outcome is not recorded.
  bool Follows(const ReplyReading& reading) const noexcept {
    return in_transaction_ || ChangesConversation(reading.effect);
  }
  Outcome Read(const ReplyReading& reading, const ReplyView& reply);
  /// Returns the database of the next command, if it has changed since the last call.
  std::optional<std::string> TakeDatabase();

 private:
  static constexpr std::int32_t kNoDatabase = -1;

  /// The selected database, and the one that a SELECT in an open transaction will select.
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
  std::size_t outstanding_ = 0;  ///< Sent commands with an effect that have no reply yet.
  std::int32_t taken_ = 0;

  inline static std::atomic<std::size_t> in_transactions_{0};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
