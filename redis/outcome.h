#pragma once

#include <hiredis/hiredis.h>

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"
#include "redis/describe.h"

namespace dbspan::redis {

/// How the reply to one command is to be read. Small, so that pipelines can keep one per command.
struct ReplyReading {
  Lookup lookup = Lookup::kNone;
  bool runs_script = false;  ///< Its errors are worded by the author of the script.
  bool scans = false;        ///< The list is the second element of the reply.
  Effect effect = Effect::kNone;
  std::uint32_t keys = 0;      ///< For Lookup::kOfKeys.
  std::int32_t database = -1;  ///< For Effect::kSelects.
};

ReplyReading ReadingOf(const CommandFacts& facts) noexcept;

/// Returns the outcome of a reply. Error replies are errors by their first word; nil never is one.
Outcome OutcomeOfReply(const ReplyReading& reading, const redisReply& reply);

/// Returns the outcome of a call that got no reply because of the connection or the protocol.
/// `error` and `words` are the context's `err` and `errstr`.
Outcome OutcomeOfContextError(int error, std::string_view words);

/// Tells whether a reply is the status `word`, such as OK or QUEUED.
bool IsStatus(const redisReply& reply, std::string_view word) noexcept;

/// Adds the outcome of one reply to that of its pipeline or transaction: lookups and rows are
/// summed, the first error stays.
void Merge(Outcome& sum, Outcome reply);

}  // namespace dbspan::redis
