#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/reply_reading.h"
#include "redis/reply_view.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

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
