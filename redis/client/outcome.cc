#include "redis/client/outcome.h"

#include <memory>
#include <string_view>
#include <utility>

#include "core/span/outcome.h"
#include "core/span/template_match.h"
#include "redis/client/real.h"
#include "redis/outcome.h"
#include "redis/resp/error_retry.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

ReplyType TypeOf(int type) noexcept {
  switch (type) {
    case DBSPAN_CONSTANT(REPLY_STRING):
      return ReplyType::kString;
    case DBSPAN_CONSTANT(REPLY_ARRAY):
      return ReplyType::kArray;
    case DBSPAN_CONSTANT(REPLY_INTEGER):
      return ReplyType::kNumber;
    case DBSPAN_CONSTANT(REPLY_NIL):
      return ReplyType::kNil;
    case DBSPAN_CONSTANT(REPLY_STATUS):
      return ReplyType::kStatus;
    case DBSPAN_CONSTANT(REPLY_ERROR):
      return ReplyType::kError;
#ifdef DBSPAN_CLIENT_HAS_RESP3
    case DBSPAN_CONSTANT(REPLY_BOOL):
      return ReplyType::kNumber;
    case DBSPAN_CONSTANT(REPLY_MAP):
      return ReplyType::kMap;
    case DBSPAN_CONSTANT(REPLY_SET):
      return ReplyType::kSet;
    case DBSPAN_CONSTANT(REPLY_PUSH):
      return ReplyType::kPush;
#endif
    default:
      return ReplyType::kOther;
  }
}

/// Returns the default functions that create the replies of the client's readers.
const NativeReplyFunctions* OwnFunctions() noexcept {
#ifdef DBSPAN_SYMBOL_FORM
  return interpose::Behind<Library>::Current().reply_functions;
#else
  static const NativeReplyFunctions* const own = [] {
    const std::unique_ptr<NativeReader, void (*)(NativeReader*)> reader{real::ReaderCreate(),
                                                                        real::ReaderFree};
    return reader == nullptr ? nullptr : reader->fn;
  }();
  return own;
#endif
}

bool IsReadable(const NativeContext& context, const void* reply) noexcept {
  return reply != nullptr && context.reader != nullptr && context.reader->fn == OwnFunctions();
}

/// Tells whether a reply is neither a list nor a status, which may mean that a command was queued.
bool IsOneValue(int type) noexcept {
  return type == DBSPAN_CONSTANT(REPLY_STRING) || type == DBSPAN_CONSTANT(REPLY_NIL) ||
         type == DBSPAN_CONSTANT(REPLY_INTEGER);
}

[[gnu::noinline]] bool ReadAllCounts(const ReplyView& reply, const ReplyReading& reading,
                                     Sink::Counts& counts) noexcept try {
  if (reply.type == ReplyType::kError || AnswersNobody(reply, reading)) return false;
  const Outcome outcome = OutcomeOfReply(reading, reply);
  counts = {outcome.returned_rows, outcome.hits, outcome.misses};
  return true;
} catch (...) {  // no memory: the operation ends in its general form
  return false;
}

std::string_view NameOfContextError(int error) noexcept {
  switch (error) {
    case DBSPAN_CONSTANT(ERR_IO):
      return DBSPAN_CLIENT_PREFIX "ERR_IO";
    case DBSPAN_CONSTANT(ERR_EOF):
      return DBSPAN_CLIENT_PREFIX "ERR_EOF";
    case DBSPAN_CONSTANT(ERR_PROTOCOL):
      return DBSPAN_CLIENT_PREFIX "ERR_PROTOCOL";
    case DBSPAN_CONSTANT(ERR_OOM):
      return DBSPAN_CLIENT_PREFIX "ERR_OOM";
#ifdef DBSPAN_CLIENT_HAS_OPTIONS
    case DBSPAN_CONSTANT(ERR_TIMEOUT):
      return DBSPAN_CLIENT_PREFIX "ERR_TIMEOUT";
#endif
    case DBSPAN_CONSTANT(ERR_OTHER):
      return DBSPAN_CLIENT_PREFIX "ERR_OTHER";
    default:
      return "_OTHER";
  }
}

/// Returns whether the words of a context's error are an error reply: asynchronous contexts keep
/// the one that ends a subscription as their error, and call its callback without a reply.
bool IsErrorReply(int error, std::string_view words) noexcept {
  if (error != DBSPAN_CONSTANT(ERR_OTHER)) return false;
  const std::string_view word = words.substr(0, words.find(' '));
  return word == "ERR" || IsTemplateLead(word) || IsExpectedError(word);
}

}  // namespace

ReplyView ViewOf(const NativeReply& reply) noexcept {
  const auto element_of = [](const void* list, std::size_t index) noexcept {
    return ViewOf(*static_cast<const NativeReply*>(list)->element[index]);
  };
  return {TypeOf(reply.type), reply.integer, {reply.str, reply.len},
          reply.elements,     &reply,        element_of};
}

std::optional<ReplyView> Readable(const NativeContext& context, const void* reply) noexcept {
  if (!IsReadable(context, reply)) return std::nullopt;
  return ViewOf(*static_cast<const NativeReply*>(reply));
}

bool ReadCounts(const NativeContext& context, const void* reply, const KnownCommands::Known& known,
                const ShortHead& head, Sink::Counts& counts) noexcept {
  if (!IsReadable(context, reply)) return false;
  const auto& native = *static_cast<const NativeReply*>(reply);
  if (known.lookup <= Lookup::kNil && IsOneValue(native.type)) {
    const bool nil = native.type == DBSPAN_CONSTANT(REPLY_NIL);
    if (known.lookup == Lookup::kNil) (nil ? counts.misses : counts.hits) = 1;
    return true;
  }
  return ReadAllCounts(ViewOf(native), known.ReadingOf(head), counts);
}

Outcome OutcomeOfContextError(int error, std::string_view words) {
  Outcome outcome;
  Error failure;
  failure.type = NameOfContextError(error);
  failure.message = words;
  failure.retry = Retry::kOutcomeUnknown;  // the command may have arrived
  outcome.error = std::move(failure);
  return outcome;
}

Outcome OutcomeOfError(const NativeContext& context) {
  Outcome outcome = OutcomeOfContextError(context.err, context.errstr);
  const bool sent = (context.flags & kConnected) != 0;
  return sent ? outcome : OutcomeOfConnecting(std::move(outcome));
}

Outcome OutcomeOfRefusal(const NativeContext& context) {
  const std::string_view words{context.errstr};
  const bool connected = (context.flags & kConnected) != 0;
  if (!connected || !IsErrorReply(context.err, words)) return OutcomeOfError(context);
  return OutcomeOfReply({}, {ReplyType::kError, 0, words, 0, nullptr, nullptr});
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
