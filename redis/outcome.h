#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/reply_view.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// How to interpret the reply to one command. Small, because pipelines keep one per command.
struct ReplyReading {
  Lookup lookup = Lookup::kNone;
  Rows rows = Rows::kNone;
  Effect effect = Effect::kNone;
  bool has_option = false;     ///< The command has the option that its rule names.
  std::uint8_t width = 1;      ///< Elements of one row, for Rows::kTuples and kSearch.
  std::uint32_t keys = 0;      ///< Number of keys, for Lookup::kOfKeys.
  std::uint32_t replies = 1;   ///< Number of replies; subscribing to n channels has n.
  std::int32_t database = -1;  ///< Selected database, for Effect::kSelects.
};

ReplyReading ReadingOf(const CommandFacts& facts) noexcept;

/// Returns whether a command with this effect can change how later replies are interpreted.
constexpr bool ChangesConversation(Effect effect) noexcept {
  return effect >= Effect::kSelects && effect <= Effect::kDiscards;
}

/// Returns the outcome of a reply. The error type is the first word of an error reply; nil is never
/// an error.
Outcome OutcomeOfReply(const ReplyReading& reading, const ReplyView& reply);

/// Returns whether a reply answers no command, because the server sent it on its own: a message, or
/// a push of RESP3, except for the confirmation of the subscription that `reading` waits for.
bool AnswersNobody(const ReplyView& reply, const ReplyReading& reading) noexcept;

/// Returns whether a reply is the status `word`, such as OK or QUEUED.
bool IsStatus(const ReplyView& reply, std::string_view word) noexcept;

/// Adds the outcome of one reply to that of its pipeline or transaction. Lookups and rows are
/// summed. The first error is kept, but an expected error is replaced by one that is not expected.
void Merge(Outcome& sum, Outcome reply);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
