#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/process/process_life.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What is remembered of the objects of a client library that has no place for it, by address. Safe
/// from any thread.
///
/// A state belongs to whoever uses its object, one thread at a time. It must be taken out before
/// its object dies: the address may be used again. Every thread remembers what it has found last,
/// which is found again without a lock until a table of these types changes.
template <class Object, class State>
class AddressTable {
 public:
  /// Replaces what is there.
  void Put(const Object* object, std::unique_ptr<State> state) {
    Shard& shard = ShardOf(object);
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{shard.mutex};
    shard.states[object].swap(state);
    ++changes_;
  }
  /// Null for an object that is not known.
  State* Find(const Object* object) noexcept {
    // Relaxed: whoever may use an object knows of all that became of its address.
    const std::uint64_t changes = changes_.load(std::memory_order_relaxed);
    const bool again = last_.table == this && last_.object == object && last_.changes == changes;
    if (!again) last_ = {this, object, changes, FindInShard(object)};
    return last_.state;
  }
  /// Makes one for an object that is not known; null without memory. For whoever uses the object:
  /// nobody else makes its state meanwhile.
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
  /// Hands the state over; it ends outside the lock.
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
  /// What a thread has found last, and how often anything had changed until then.
  struct Found {
    const AddressTable* table = nullptr;
    const Object* object = nullptr;
    std::uint64_t changes = 0;
    State* state = nullptr;
  };

  State* FindInShard(const Object* object) noexcept {
    Shard& shard = ShardOf(object);
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.states.find(object);
    return found == shard.states.end() ? nullptr : found->second.get();
  }
  Shard& ShardOf(const Object* object) noexcept {
    // Allocations are 16-byte aligned: the lowest bits say nothing.
    return shards_[(reinterpret_cast<std::uintptr_t>(object) >> 6U) % shards_.size()];
  }

  std::array<Shard, 64> shards_;
  inline static std::atomic<std::uint64_t> changes_{0};
  inline static thread_local Found last_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
