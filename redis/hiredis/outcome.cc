#include "redis/hiredis/outcome.h"

#include <memory>
#include <string_view>
#include <utility>

#include "redis/hiredis/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

ReplyType TypeOf(int type) noexcept {
  switch (type) {
    case REDIS_REPLY_STRING:
      return ReplyType::kString;
    case REDIS_REPLY_ARRAY:
      return ReplyType::kArray;
    case REDIS_REPLY_INTEGER:
      return ReplyType::kNumber;
    case REDIS_REPLY_NIL:
      return ReplyType::kNil;
    case REDIS_REPLY_STATUS:
      return ReplyType::kStatus;
    case REDIS_REPLY_ERROR:
      return ReplyType::kError;
#ifdef REDIS_REPLY_MAP
    case REDIS_REPLY_BOOL:
      return ReplyType::kNumber;
    case REDIS_REPLY_MAP:
      return ReplyType::kMap;
    case REDIS_REPLY_SET:
      return ReplyType::kSet;
    case REDIS_REPLY_PUSH:
      return ReplyType::kPush;
#endif
    default:
      return ReplyType::kOther;
  }
}

/// The functions that make the replies of hiredis's own readers.
const redisReplyObjectFunctions* OwnFunctions() noexcept {
#ifdef DBSPAN_SYMBOL_FORM
  return interpose::Behind<Hiredis>::Current().reply_functions;
#else
  static const redisReplyObjectFunctions* const own = [] {
    const std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader{redisReaderCreate(),
                                                                          &redisReaderFree};
    return reader == nullptr ? nullptr : reader->fn;
  }();
  return own;
#endif
}

std::string_view NameOfContextError(int error) noexcept {
  switch (error) {
    case REDIS_ERR_IO:
      return "REDIS_ERR_IO";
    case REDIS_ERR_EOF:
      return "REDIS_ERR_EOF";
    case REDIS_ERR_PROTOCOL:
      return "REDIS_ERR_PROTOCOL";
    case REDIS_ERR_OOM:
      return "REDIS_ERR_OOM";
#ifdef REDIS_ERR_TIMEOUT
    case REDIS_ERR_TIMEOUT:
      return "REDIS_ERR_TIMEOUT";
#endif
    case REDIS_ERR_OTHER:
      return "REDIS_ERR_OTHER";
    default:
      return "_OTHER";
  }
}

}  // namespace

ReplyView ViewOf(const redisReply& reply) noexcept {
  const auto element_of = [](const void* list, std::size_t index) noexcept {
    return ViewOf(*static_cast<const redisReply*>(list)->element[index]);
  };
  return {TypeOf(reply.type), reply.integer, {reply.str, reply.len},
          reply.elements,     &reply,        element_of};
}

std::optional<ReplyView> Readable(const redisContext& context, const void* reply) noexcept {
  const bool readable =
      reply != nullptr && context.reader != nullptr && context.reader->fn == OwnFunctions();
  if (!readable) return std::nullopt;
  return ViewOf(*static_cast<const redisReply*>(reply));
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
