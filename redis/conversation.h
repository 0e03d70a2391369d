#pragma once

#include <hiredis/hiredis.h>

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

  bool in_transaction_ = false;
  std::vector<ReplyReading> queued_;
  std::optional<std::string> database_;
};

}  // namespace dbspan::redis
