#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include "core/process/per_thread.h"
#include "core/process/process_life.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Maps the address of a client library's object to dbspan's state for it, for libraries that have
/// no field for such a state. Safe from any thread.
///
/// A state may be used only by the thread that uses its object. It must be taken out before its
/// object is freed, because the address may be reused. Each thread caches the entry it found last,
/// and finds it again without a lock until any table of the same type changes.
template <class Object, class State>
class AddressTable {
 public:
  /// Replaces the previous state, if any.
  void Put(const Object* object, std::unique_ptr<State> state) {
    LastFound::Locate();
    Shard& shard = ShardOf(object);
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{shard.mutex};
    shard.states[object].swap(state);
    ++changes_;
  }
  /// Returns the state of an object, or null if it has none.
  [[gnu::always_inline]] State* Find(const Object* object) noexcept {
    // Relaxed is enough: a thread that may use an object has synchronized with all earlier uses of
    // its address.
    const std::uint64_t changes = changes_.load(std::memory_order_relaxed);
    Found& last = LastFound::Own();
    const bool again = last.table == this && last.object == object && last.changes == changes;
    if (!again) last = {this, object, changes, FindInShard(object)};
    return last.state;
  }
  /// Returns the state of an object, creating it if it has none; null if there is no memory. Call
  /// it only in the thread that uses the object, so that no other thread creates the state
  /// meanwhile.
  State* FindOrMake(const Object* object) noexcept {
    State* known = Find(object);
    if (known != nullptr) return known;
    try {
      auto made = std::make_unique<State>();
      known = made.get();
      Put(object, std::move(made));
      return known;
    } catch (...) {
      return nullptr;
    }
  }
  /// Calls `visit` with every state, with a lock held: it must not use a table. For `exit`, which a
  /// signal handler may call while its own thread holds the lock: leaves out states whose lock is
  /// not free within a few milliseconds.
  template <class Visit>
  void ForEachAtExit(const Visit& visit) {
    for (Shard& shard : shards_) {
      const TelemetryUse no_fork_meanwhile;
      const std::unique_lock lock = LockSoon(shard.mutex);
      if (!lock.owns_lock()) continue;
      for (const auto& entry : shard.states) visit(*entry.second);
    }
  }
  /// Removes the state and returns it, so that the caller destroys it outside the lock.
  std::unique_ptr<State> Take(const Object* object) noexcept {
    Shard& shard = ShardOf(object);
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.states.find(object);
    if (found == shard.states.end()) return nullptr;
    std::unique_ptr<State> state = std::move(found->second);
    shard.states.erase(found);
    ++changes_;
    return state;
  }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<const Object*, std::unique_ptr<State>> states;
  };
  /// The entry that a thread found last, and the value of `changes_` at that time.
  struct Found {
    const AddressTable* table = nullptr;
    const Object* object = nullptr;
    std::uint64_t changes = 0;
    State* state = nullptr;
  };

  [[gnu::noinline]] State* FindInShard(const Object* object) noexcept {
    Shard& shard = ShardOf(object);
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.states.find(object);
    return found == shard.states.end() ? nullptr : found->second.get();
  }
  static std::unique_lock<std::mutex> LockSoon(std::mutex& mutex) {
    constexpr int kTries = 20;
    std::unique_lock lock{mutex, std::try_to_lock};
    for (int tries = 0; !lock.owns_lock() && tries < kTries; ++tries) {
      std::this_thread::sleep_for(std::chrono::microseconds{250});
      lock.try_lock();
    }
    return lock;
  }
  Shard& ShardOf(const Object* object) noexcept {
    // Allocations are 16-byte aligned, so the lowest bits carry no information.
    return shards_[(reinterpret_cast<std::uintptr_t>(object) >> 6U) % shards_.size()];
  }

  std::array<Shard, 64> shards_;
  inline static std::atomic<std::uint64_t> changes_{0};
  using LastFound = PerThread<Found>;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
