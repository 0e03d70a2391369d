#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The id that a sink has assigned to an object; 0: none yet. Copies have no id. Safe from any
/// thread.
class SinkId {
 public:
  SinkId() noexcept = default;
  SinkId(const SinkId& /*other*/) noexcept {}
  SinkId& operator=(const SinkId& /*other*/) noexcept { return *this; }
  ~SinkId() = default;

  std::uint32_t get() const noexcept { return id_.load(std::memory_order_acquire); }
  void set(std::uint32_t id) const noexcept { id_.store(id, std::memory_order_release); }

 private:
  mutable std::atomic<std::uint32_t> id_{0};
};

/// The ids that a sink has assigned to the named operations of one endpoint (`GET`): of the
/// operation itself, and of its dimension in metrics. Safe from any thread, without a lock. Stores
/// the first `kMost` names; never removes one.
class SinkIdsByName {
 public:
  static constexpr int kMost = 64;

  SinkIdsByName() noexcept = default;
  SinkIdsByName(const SinkIdsByName&) = delete;
  SinkIdsByName& operator=(const SinkIdsByName&) = delete;
  ~SinkIdsByName();

  /// Returns the id of a name, or 0.
  std::uint32_t Find(std::string_view name) const noexcept {
    const Entry* const entry = EntryOf(name);
    return entry == nullptr ? 0 : entry->id.load(std::memory_order_acquire);
  }
  /// Returns the dimension of a name, or 0.
  std::uint32_t FindDimension(std::string_view name) const noexcept {
    const Entry* const entry = EntryOf(name);
    return entry == nullptr ? 0 : entry->dimension;
  }
  /// Sets the id of a name, replacing an earlier one. The dimension of a name never changes.
  void Put(std::string_view name, std::uint32_t id, std::uint32_t dimension) const noexcept;

 private:
  struct Entry {
    std::string name;
    std::uint64_t word;
    mutable std::atomic<std::uint32_t> id;
    std::uint32_t dimension;
    const Entry* next;
  };

  /// Packs a name of up to 8 bytes into a word that differs for different names of the same length;
  /// 0 for longer and empty names.
  static std::uint64_t WordOf(std::string_view name) noexcept {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    if (name.size() > 8 || name.empty()) return 0;
    if (name.size() >= sizeof first) {
      std::memcpy(&first, name.data(), sizeof first);
      std::memcpy(&last, name.data() + name.size() - sizeof last, sizeof last);
    } else {
      const auto byte = [name](std::size_t at) { return static_cast<unsigned char>(name[at]); };
      first = byte(0) | static_cast<std::uint32_t>(byte(name.size() / 2)) << 8U;
      last = byte(name.size() - 1);
    }
    return std::uint64_t{last} << 32U | first;
  }
  const Entry* EntryOf(std::string_view name) const noexcept {
    const std::uint64_t word = WordOf(name);
    const Entry* entry = lists_[ListOf(name)].load(std::memory_order_acquire);
    for (; entry != nullptr; entry = entry->next) {
      if (entry->word != word || entry->name.size() != name.size()) continue;
      if (word != 0 || entry->name == name) break;
    }
    return entry;
  }
  static constexpr std::size_t kLists = 8;

  static std::size_t ListOf(std::string_view name) noexcept {
    if (name.empty()) return 0;
    return (name.size() + static_cast<unsigned char>(name.front()) +
            static_cast<unsigned char>(name.back())) %
           kLists;
  }

  mutable std::atomic<const Entry*> lists_[kLists] = {};
  mutable std::atomic<int> size_{0};
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
