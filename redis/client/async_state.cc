#include "redis/client/async_state.h"

#include <algorithm>
#include <utility>

#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "redis/client/state.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

AsyncEndpoints& AsyncEndpoints::Instance() {
  static NeverDestroyed<AsyncEndpoints> endpoints;  // contexts may be used during process exit
  return endpoints.Get();
}

AsyncEndpoints::Identity AsyncEndpoints::IdentityOf(const NativeAsyncContext& context) noexcept {
  const bool tcp = context.c.connection_type == DBSPAN_CONSTANT(CONN_TCP);
  const void* host = tcp ? context.c.tcp.host : context.c.unix_sock.path;
  return {host, context.c.reader, static_cast<int>(context.c.fd)};
}

/// Prefers to remove entries with nothing but an endpoint, because an endpoint can be created
/// again.
void AsyncEndpoints::MakeRoom(Shard& shard, std::size_t most) {
  if (shard.entries.size() < most) return;
  const auto without = std::find_if(
      shard.entries.begin(), shard.entries.end(),
      [](const auto& one) { return one.second.instrumenter == nullptr && !one.second.given_up; });
  shard.entries.erase(without == shard.entries.end() ? shard.entries.begin() : without);
}

AsyncEndpoints::Entry& AsyncEndpoints::EntryOf(Shard& shard, const NativeAsyncContext& context) {
  const Identity identity = IdentityOf(context);
  const bool connected = (context.c.flags & kConnected) != 0;
  auto found = shard.entries.find(&context);
  if (found == shard.entries.end()) {
    MakeRoom(shard, kMost / shards_.size());
    found = shard.entries.try_emplace(&context).first;
  }
  Entry& entry = found->second;
  const bool same = entry.endpoint != nullptr && entry.identity == identity;
  if (same && entry.connected == connected) return entry;
  // If the context has just finished connecting, it keeps the database that was selected before.
  const std::string_view database =
      same ? std::string_view{entry.endpoint->fields().database} : std::string_view{"0"};
  if (!same) {
    entry.conversation.Restart();
    entry.instrumenter = nullptr;
    entry.given_up = false;
  }
  entry.endpoint = MakeEndpoint(context.c, database);
  entry.identity = identity;
  entry.connected = connected;
  return entry;
}

EndpointPtr AsyncEndpoints::Of(const NativeAsyncContext& context) {
  Shard& shard = ShardOf(&context);
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{shard.mutex};
  return EntryOf(shard, context).endpoint;
}

void AsyncEndpoints::SetInstrumenter(const NativeAsyncContext& context,
                                     std::shared_ptr<const Instrumenter> own) {
  Shard& shard = ShardOf(&context);
  const std::lock_guard lock{shard.mutex};
  EntryOf(shard, context).instrumenter = std::move(own);
  any_own_.store(true, std::memory_order_relaxed);
}

std::shared_ptr<const Instrumenter> AsyncEndpoints::InstrumenterOf(
    const NativeAsyncContext& context) {
  Shard& shard = ShardOf(&context);
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.entries.find(&context);
  const bool known = found != shard.entries.end() && found->second.identity == IdentityOf(context);
  return known ? found->second.instrumenter : nullptr;
}

void AsyncEndpoints::GiveUp(const NativeAsyncContext& context) {
  Shard& shard = ShardOf(&context);
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{shard.mutex};
  EntryOf(shard, context).given_up = true;
  any_given_up_.store(true, std::memory_order_relaxed);
}

bool AsyncEndpoints::IsGivenUp(const NativeAsyncContext& context) {
  Shard& shard = ShardOf(&context);
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.entries.find(&context);
  return found != shard.entries.end() && found->second.given_up &&
         found->second.identity == IdentityOf(context);
}

Outcome AsyncEndpoints::Read(const NativeAsyncContext& context, const ReplyReading& reading,
                             const ReplyView& reply) {
  Shard& shard = ShardOf(&context);
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{shard.mutex};
  Entry& entry = EntryOf(shard, context);
  Outcome outcome = entry.conversation.Read(reading, reply);
  FollowDatabase(entry, context);
  return outcome;
}

void AsyncEndpoints::Submit(const NativeAsyncContext& context, const ReplyReading& reading) {
  Shard& shard = ShardOf(&context);
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{shard.mutex};
  Entry& entry = EntryOf(shard, context);
  entry.conversation.Submit(reading);
  FollowDatabase(entry, context);
}

void AsyncEndpoints::FollowDatabase(Entry& entry, const NativeAsyncContext& context) {
  const auto database = entry.conversation.TakeDatabase();
  if (database) entry.endpoint = MakeEndpoint(context.c, *database);
}

void AsyncEndpoints::Forget(const NativeAsyncContext* context) noexcept {
  Shard& shard = ShardOf(context);
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{shard.mutex};
  shard.entries.erase(context);
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
