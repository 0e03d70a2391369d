#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/reply_view.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// How the reply to one command is to be read. Small, so that pipelines can keep one per command.
struct ReplyReading {
  Lookup lookup = Lookup::kNone;
  Rows rows = Rows::kNone;
  Effect effect = Effect::kNone;
  bool has_option = false;     ///< The option of the command's rule.
  std::uint8_t width = 1;      ///< Elements of one row, for Rows::kTuples and kSearch.
  std::uint32_t keys = 0;      ///< For Lookup::kOfKeys.
  std::uint32_t replies = 1;   ///< How many it has: subscribing to n channels has n.
  std::int32_t database = -1;  ///< For Effect::kSelects.
};

ReplyReading ReadingOf(const CommandFacts& facts) noexcept;

/// Tells whether the reply to a command can change what those after it mean.
constexpr bool ChangesConversation(Effect effect) noexcept {
  return effect >= Effect::kSelects && effect <= Effect::kDiscards;
}

/// Returns the outcome of a reply. Error replies are errors by their first word; nil never is one.
Outcome OutcomeOfReply(const ReplyReading& reading, const ReplyView& reply);

/// Tells whether a reply came by itself and answers no command: a message, or a push of RESP3 that
/// does not confirm the subscription that `reading` waits for.
bool AnswersNobody(const ReplyView& reply, const ReplyReading& reading) noexcept;

/// Tells whether a reply is the status `word`, such as OK or QUEUED.
bool IsStatus(const ReplyView& reply, std::string_view word) noexcept;

/// Adds the outcome of one reply to that of its pipeline or transaction: lookups and rows are
/// summed; of errors the first stays, and those that callers expect count less than others.
void Merge(Outcome& sum, Outcome reply);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
