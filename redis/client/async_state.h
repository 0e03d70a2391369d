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

/// Where asynchronous contexts lead, by their address. Safe from any thread.
///
/// The client frees such a context by itself when its connection ends, and tells nobody who has not
/// taken the user's place. So an entry is what was seen last at an address: it is replaced when a
/// context is connected there or looks different, and there are at most `kMost`.
class AsyncEndpoints {
 public:
  static constexpr std::size_t kMost = 4096;

  static AsyncEndpoints& Instance();

  /// The endpoint of a context, made when it is first asked for.
  EndpointPtr Of(const NativeAsyncContext& context);
  /// A command with an effect was accepted: if it is a SELECT, those after it run in another
  /// database.
  void Submit(const NativeAsyncContext& context, const ReplyReading& reading);
  /// Reads a reply that means something for those that follow.
  Outcome Read(const NativeAsyncContext& context, const ReplyReading& reading,
               const ReplyView& reply);
  /// Records a context with an instrumenter of its own from now on.
  void SetInstrumenter(const NativeAsyncContext& context, std::shared_ptr<const Instrumenter> own);
  /// Returns the instrumenter that was set for a context, or null.
  std::shared_ptr<const Instrumenter> InstrumenterOf(const NativeAsyncContext& context);
  /// Tells whether any context has ever had an instrumenter of its own. Most programs set none, and
  /// need not look for it.
  static bool AnyInstrumenter() noexcept { return any_own_.load(std::memory_order_relaxed); }
  void Forget(const NativeAsyncContext* context) noexcept;

 private:
  /// What tells a context from a later one at the same address.
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
    bool connected = false;  // the address of the other end is known
    EndpointPtr endpoint;
    std::shared_ptr<const Instrumenter> instrumenter;  // null: the process-wide one
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
};

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
