#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/client/native.h"
#include "redis/conversation.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// State of asynchronous contexts, by their address: endpoint, instrumenter and conversation. Safe
/// from any thread.
///
/// The client frees such a context itself when its connection ends, without notifying dbspan. So an
/// entry may be out of date: it is replaced when a context is connected at the same address or has
/// another identity. There are at most `kMost` entries.
class AsyncEndpoints {
 public:
  static constexpr std::size_t kMost = 4096;

  static AsyncEndpoints& Instance();

  /// Returns the endpoint of a context; creates it at the first call.
  EndpointPtr Of(const NativeAsyncContext& context);
  /// Notes that a command with an effect was accepted. After a SELECT, the context's endpoint has
  /// the new database.
  void Submit(const NativeAsyncContext& context, const ReplyReading& reading);
  /// Interprets a reply that may affect later replies.
  Outcome Read(const NativeAsyncContext& context, const ReplyReading& reading,
               const ReplyView& reply);
  /// Sets the instrumenter for the later commands of a context.
  void SetInstrumenter(const NativeAsyncContext& context, std::shared_ptr<const Instrumenter> own);
  /// Returns the instrumenter that was set for a context, or null.
  std::shared_ptr<const Instrumenter> InstrumenterOf(const NativeAsyncContext& context);
  /// Returns whether an instrumenter was ever set for any context. If not, which is usual, the
  /// lookup can be skipped.
  static bool AnyInstrumenter() noexcept { return any_own_.load(std::memory_order_relaxed); }
  /// Stops recording the commands of a context, because the application sends parts of commands, or
  /// several at once: the client calls each callback with the reply of another command from then
  /// on.
  void GiveUp(const NativeAsyncContext& context);
  /// Returns whether GiveUp was called for a context.
  bool IsGivenUp(const NativeAsyncContext& context);
  /// Returns whether GiveUp was ever called. If not, which is usual, the lookup can be skipped.
  static bool AnyGivenUp() noexcept { return any_given_up_.load(std::memory_order_relaxed); }
  void Forget(const NativeAsyncContext* context) noexcept;

 private:
  /// Distinguishes a context from a later one at the same address.
  struct Identity {
    const void* host = nullptr;
    const void* output = nullptr;
    int fd = -1;
    bool operator==(const Identity& other) const noexcept {
      return host == other.host && output == other.output && fd == other.fd;
    }
  };
  struct Entry {
    Identity identity;
    bool connected = false;  // the peer's address is known
    bool given_up = false;
    EndpointPtr endpoint;
    std::shared_ptr<const Instrumenter> instrumenter;  // null means the process-wide one
    Conversation conversation;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<const NativeAsyncContext*, Entry> entries;
  };

  static Identity IdentityOf(const NativeAsyncContext& context) noexcept;
  Shard& ShardOf(const NativeAsyncContext* context) noexcept {
    return shards_[(reinterpret_cast<std::uintptr_t>(context) >> 6U) % shards_.size()];
  }
  static void FollowDatabase(Entry& entry, const NativeAsyncContext& context);
  Entry& EntryOf(Shard& shard, const NativeAsyncContext& context);

  static void MakeRoom(Shard& shard, std::size_t most);

  std::array<Shard, 64> shards_;

  inline static std::atomic<bool> any_own_{false};
  inline static std::atomic<bool> any_given_up_{false};
};

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
