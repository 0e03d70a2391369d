#include "redis/hiredis/commands.h"

#include <string_view>
#include <utility>

#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "core/span/current_span.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "redis/describe.h"
#include "redis/hiredis/context_state.h"
#include "redis/hiredis/formatted.h"
#include "redis/hiredis/readable.h"
#include "redis/outcome.h"
#include "redis/selects.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Outcome OutcomeOf(const redisContext& context) {
  return OutcomeOfContextError(context.err, context.errstr);
}

/// Follows the database, which belongs to the connection.
void FollowNamespace(ContextState& state, const redisContext& context) noexcept try {
  if (!state.conversation.has_moved()) return;
  const auto database = state.conversation.TakeDatabase();
  if (database) state.endpoint = MakeEndpoint(context, *database);
} catch (...) {  // no memory: the namespace stays as it was
}

/// A command went out: if it is a SELECT, those after it run in another database.
void FollowSubmitted(ContextState& state, const redisContext& context,
                     const ReplyReading& reading) noexcept {
  if (!ChangesConversation(reading.effect)) return;
  state.conversation.Submit(reading);
  FollowNamespace(state, context);
}

int Append(redisContext* context, ContextState& state, std::string_view wire) {
  const int status = real::redisAppendFormattedCommand(context, wire.data(), wire.size());
  if (status != REDIS_OK) return status;
  const ErrnoGuard errno_guard;
  try {
    const bool recorded = state.instrumenter->ShouldStart();
    const ReplyReading reading = state.pipeline.Append(
        wire, recorded, state.instrumenter->options(), state.endpoint, state.conversation.queues());
    FollowSubmitted(state, *context, reading);
  } catch (...) {  // no memory: replies can no longer be matched, so nothing pending is recorded
    state.pipeline.FailAll({});
  }
  return status;
}

/// Follows what came back, or that nothing will.
int Observed(const redisContext* context, ContextState& state, int status, void** reply) noexcept {
  const ErrnoGuard errno_guard;
  if (status != REDIS_OK) {
    state.pipeline.FailAll(OutcomeOf(*context));
  } else if (reply == nullptr) {
    state.pipeline.OnReply(nullptr, state.conversation);
  } else if (*reply != nullptr) {
    state.pipeline.OnReply(Readable(*context, *reply), state.conversation);
    FollowNamespace(state, *context);
  }
  return status;
}

int GetReply(redisContext* context, ContextState& state, void** reply) {
  if (state.pipeline.idle()) return real::redisGetReply(context, reply);
  state.pipeline.Flush(*state.instrumenter);
  OnUnwind unwind{[&] { state.pipeline.FailAll({}); }};
  const int status = real::redisGetReply(context, reply);
  unwind.Returned();
  return Observed(context, state, status, reply);
}

/// For programs that wait by themselves: what has moved the bytes.
int Moved(const redisContext* context, ContextState& state, int status) noexcept {
  const ErrnoGuard errno_guard;
  if (status != REDIS_OK) state.pipeline.FailAll(OutcomeOf(*context));
  return status;
}

/// What redisGetReply does first, one by one, so that the stages can be told apart.
int CallInStages(redisContext* context, OperationSpan& operation) {
  int sent = 0;
  while (sent == 0) {
    if (real::redisBufferWrite(context, &sent) != REDIS_OK) return REDIS_ERR;
  }
  operation.MarkSent();
  const int status = real::redisBufferRead(context);
  operation.MarkAnswered();
  return status;
}

/// Ends the operation of one command by its reply, or by the state of a context that `failed`.
void EndAlone(ContextState& state, OperationSpan& operation, const ReplyReading& reading,
              const redisContext* failed, const redisReply* reply) noexcept {
  bool read = false;
  operation.EndWith([&] {
    read = true;
    if (failed != nullptr) return OutcomeOf(*failed);
    return reply == nullptr ? Outcome{} : state.conversation.Read(reading, *reply);
  });
  try {
    if (!read && reply != nullptr && state.conversation.Follows(reading)) {
      state.conversation.Read(reading, *reply);
    }
  } catch (...) {  // no memory: what follows is read as if it stood alone
  }
}

/// The command got something that came by itself, or the first of several replies: hands it on to
/// those that wait. False for a reply of its own.
bool WaitOn(ContextState& state, OperationSpan& operation, ReplyReading reading,
            const redisReply* reply) noexcept try {
  if (reply == nullptr) return false;
  if (AnswersNobody(*reply, reading)) {
    state.pipeline.Adopt(std::move(operation), reading);
    return true;
  }
  if (reading.replies > 1 && reply->type != REDIS_REPLY_ERROR) {
    --reading.replies;
    state.pipeline.Adopt({}, reading);
  }
  return false;
} catch (...) {  // no memory: the reply ends it
  return false;
}

/// Sends one command and waits for its reply.
void* CallAlone(redisContext* context, ContextState& state, std::string_view wire) {
  const CommandFacts facts = ReadCommand(wire);
  OperationSpan operation = state.instrumenter->Start(
      [&] { return DescribeCommand(state.endpoint, wire, facts, state.instrumenter->options()); });
  const CurrentSpan current{operation, state.instrumenter->options()};
  void* reply = nullptr;
  int status = real::redisAppendFormattedCommand(context, wire.data(), wire.size());
  if (status == REDIS_OK && operation.staged()) status = CallInStages(context, operation);
  if (status == REDIS_OK) status = real::redisGetReply(context, &reply);
  const redisReply* readable =
      status == REDIS_OK && reply != nullptr ? Readable(*context, reply) : nullptr;
  const ErrnoGuard errno_guard;
  const ReplyReading reading = ReadingOf(facts);
  if (status == REDIS_OK) FollowSubmitted(state, *context, reading);
  if (!WaitOn(state, operation, reading, readable)) {
    EndAlone(state, operation, reading, status == REDIS_OK ? nullptr : context, readable);
  }
  FollowNamespace(state, *context);
  return status == REDIS_OK ? reply : nullptr;
}

void* Call(redisContext* context, ContextState& state, std::string_view wire) {
  const bool blocks = (context->flags & REDIS_BLOCK) != 0;
  if (blocks && state.pipeline.idle()) return CallAlone(context, state, wire);
  // As in hiredis: a command behind others gets the oldest reply; without blocking, it only goes
  // out.
  if (Append(context, state, wire) != REDIS_OK || !blocks) return nullptr;
  void* reply = nullptr;
  return GetReply(context, state, &reply) == REDIS_OK ? reply : nullptr;
}

}  // namespace
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis

using dbspan::redis::ContextRegistry;
using dbspan::redis::ContextState;
using dbspan::redis::Formatted;

namespace {

namespace real = dbspan::redis::real;

/// The state of a context whose next call is to be looked at, or null.
ContextState* Traced(const redisContext* context) noexcept {
  const bool traced = dbspan::Enabled<dbspan::Redis>() || dbspan::redis::Pipeline::AnyOpen();
  return traced ? ContextRegistry::Instance().Find(context) : nullptr;
}

/// The same for a call that only queues: null as well while nothing is recorded, but for a SELECT.
template <class SelectsOf>
ContextState* TracedAppend(const redisContext* context, const SelectsOf& selects) noexcept {
  ContextState* state = Traced(context);
  if (state != nullptr || !selects()) return state;
  return ContextRegistry::Instance().Find(context);
}

/// The same for a call that is an operation: null as well where none would be recorded, unless what
/// is recorded later depends on it.
template <class SelectsOf>
ContextState* TracedAlone(const redisContext* context, const SelectsOf& selects) noexcept {
  const bool wanted =
      dbspan::Enabled<dbspan::Redis>() && !dbspan::SuppressInstrumentation::Active();
  const bool traced = wanted || dbspan::redis::Pipeline::AnyOpen() ||
                      dbspan::redis::Conversation::AnyInTransaction() || selects();
  return traced ? ContextRegistry::Instance().Find(context) : nullptr;
}

void* Command(redisContext* context, const char* format, va_list arguments) {
  ContextState* state = TracedAlone(context, [&] { return dbspan::redis::Selects(format); });
  if (state == nullptr) return real::redisvCommand(context, format, arguments);
  const Formatted command{format, arguments};
  // A format that cannot be used: hiredis itself has to say so.
  if (!command.ok()) return real::redisvCommand(context, format, arguments);
  return dbspan::redis::Call(context, *state, command.wire());
}

}  // namespace

void* dbspan_redisvCommand(redisContext* context, const char* format, va_list arguments) {
  DBSPAN_REDIS_ENTER(redisvCommand, context, format, arguments);
  return Command(context, format, arguments);
}

void* dbspan_redisCommand(redisContext* context, const char* format, ...) {
  dbspan::redis::Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_REDIS_ENTER(redisvCommand, context, format, arguments.list);
  return Command(context, format, arguments.list);
}

void* dbspan_redisCommandArgv(redisContext* context, int count, const char** arguments,
                              const size_t* lengths) {
  DBSPAN_REDIS_ENTER(redisCommandArgv, context, count, arguments, lengths);
  ContextState* state =
      TracedAlone(context, [&] { return dbspan::redis::Selects(count, arguments, lengths); });
  if (state != nullptr) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return dbspan::redis::Call(context, *state, command.wire());
  }
  return real::redisCommandArgv(context, count, arguments, lengths);
}

namespace {

int AppendCommand(redisContext* context, const char* format, va_list arguments) {
  ContextState* state = TracedAppend(context, [&] { return dbspan::redis::Selects(format); });
  if (state == nullptr) return real::redisvAppendCommand(context, format, arguments);
  const Formatted command{format, arguments};
  if (!command.ok()) return real::redisvAppendCommand(context, format, arguments);
  return dbspan::redis::Append(context, *state, command.wire());
}

}  // namespace

namespace {
[[gnu::noinline]] int LookRedisvAppendCommand(const void* caller, redisContext* context,
                                              const char* format, va_list arguments) {
  DBSPAN_REDIS_ENTER_FROM(caller, redisvAppendCommand, context, format, arguments);
  return AppendCommand(context, format, arguments);
}
}  // namespace

int dbspan_redisvAppendCommand(redisContext* context, const char* format, va_list arguments) {
  DBSPAN_REDIS_ENTER_QUICKLY(redisvAppendCommand, LookRedisvAppendCommand, context, format,
                             arguments);
}

int dbspan_redisAppendCommand(redisContext* context, const char* format, ...) {
  dbspan::redis::Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_REDIS_ENTER(redisvAppendCommand, context, format, arguments.list);
  return AppendCommand(context, format, arguments.list);
}

int dbspan_redisAppendCommandArgv(redisContext* context, int count, const char** arguments,
                                  const size_t* lengths) {
  DBSPAN_REDIS_ENTER(redisAppendCommandArgv, context, count, arguments, lengths);
  ContextState* state =
      TracedAppend(context, [&] { return dbspan::redis::Selects(count, arguments, lengths); });
  if (state != nullptr) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return dbspan::redis::Append(context, *state, command.wire());
  }
  return real::redisAppendCommandArgv(context, count, arguments, lengths);
}

int dbspan_redisAppendFormattedCommand(redisContext* context, const char* command, size_t size) {
  DBSPAN_REDIS_ENTER(redisAppendFormattedCommand, context, command, size);
  ContextState* state =
      TracedAppend(context, [&] { return dbspan::redis::Selects(command, size); });
  if (state == nullptr) return real::redisAppendFormattedCommand(context, command, size);
  return dbspan::redis::Append(context, *state, {command, size});
}

namespace {
[[gnu::noinline]] int LookRedisGetReply(const void* caller, redisContext* context, void** reply) {
  DBSPAN_REDIS_ENTER_FROM(caller, redisGetReply, context, reply);
  ContextState* state = Traced(context);
  if (state == nullptr) return real::redisGetReply(context, reply);
  return dbspan::redis::GetReply(context, *state, reply);
}
}  // namespace

int dbspan_redisGetReply(redisContext* context, void** reply) {
  DBSPAN_REDIS_ENTER_QUICKLY(redisGetReply, LookRedisGetReply, context, reply);
}

namespace {
[[gnu::noinline]] int LookRedisGetReplyFromReader(const void* caller, redisContext* context,
                                                  void** reply) {
  DBSPAN_REDIS_ENTER_FROM(caller, redisGetReplyFromReader, context, reply);
  ContextState* state = Traced(context);
  const int status = real::redisGetReplyFromReader(context, reply);
  if (state == nullptr || state->pipeline.idle()) return status;
  // Without a place for it, a reply stays in the reader.
  if (reply == nullptr && status == REDIS_OK) return status;
  return dbspan::redis::Observed(context, *state, status, reply);
}
}  // namespace

int dbspan_redisGetReplyFromReader(redisContext* context, void** reply) {
  DBSPAN_REDIS_ENTER_QUICKLY(redisGetReplyFromReader, LookRedisGetReplyFromReader, context, reply);
}

namespace {
[[gnu::noinline]] int LookRedisBufferRead(const void* caller, redisContext* context) {
  DBSPAN_REDIS_ENTER_FROM(caller, redisBufferRead, context);
  ContextState* state = Traced(context);
  const int status = real::redisBufferRead(context);
  return state == nullptr ? status : dbspan::redis::Moved(context, *state, status);
}
}  // namespace

int dbspan_redisBufferRead(redisContext* context) {
  DBSPAN_REDIS_ENTER_QUICKLY(redisBufferRead, LookRedisBufferRead, context);
}

namespace {
[[gnu::noinline]] int LookRedisBufferWrite(const void* caller, redisContext* context, int* done) {
  DBSPAN_REDIS_ENTER_FROM(caller, redisBufferWrite, context, done);
  ContextState* state = Traced(context);
  if (state != nullptr) state->pipeline.Flush(*state->instrumenter);
  const int status = real::redisBufferWrite(context, done);
  return state == nullptr ? status : dbspan::redis::Moved(context, *state, status);
}
}  // namespace

int dbspan_redisBufferWrite(redisContext* context, int* done) {
  DBSPAN_REDIS_ENTER_QUICKLY(redisBufferWrite, LookRedisBufferWrite, context, done);
}
