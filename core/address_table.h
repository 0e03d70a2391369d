#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace dbspan {

/// What is remembered of the objects of a client library that has no place for it, by address. Safe
/// from any thread.
///
/// A state belongs to whoever uses its object, one thread at a time. It must be taken out before
/// its object dies: the address may be used again.
template <class Object, class State>
class AddressTable {
 public:
  /// Replaces what is there.
  void Put(const Object* object, std::unique_ptr<State> state) {
    Shard& shard = ShardOf(object);
    const std::lock_guard lock{shard.mutex};
    shard.states[object].swap(state);
  }
  /// Null for an object that is not known.
  State* Find(const Object* object) noexcept {
    Shard& shard = ShardOf(object);
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.states.find(object);
    return found == shard.states.end() ? nullptr : found->second.get();
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
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.states.find(object);
    if (found == shard.states.end()) return nullptr;
    std::unique_ptr<State> state = std::move(found->second);
    shard.states.erase(found);
    return state;
  }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<const Object*, std::unique_ptr<State>> states;
  };
  Shard& ShardOf(const Object* object) noexcept {
    // Allocations are 16-byte aligned: the lowest bits say nothing.
    return shards_[(reinterpret_cast<std::uintptr_t>(object) >> 6U) % shards_.size()];
  }

  std::array<Shard, 64> shards_;
};

}  // namespace dbspan
