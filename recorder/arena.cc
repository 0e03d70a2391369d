#include "recorder/arena.h"

#include <sys/mman.h>

namespace dbspan::recorder {
namespace {

constexpr std::uint64_t kIndexBits = 32;

std::uint64_t Changed(std::uint64_t list, std::uint32_t first) noexcept {
  return ((list >> kIndexBits) + 1) << kIndexBits | first;
}

}  // namespace

Arena::Arena(std::size_t bytes) {
  const std::size_t usable = bytes / kChunkBytes * kChunkBytes;
  if (usable == 0) return;
  mapped_ = usable + kChunkBytes;
  void* const mapping = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) return;
  mapping_ = mapping;
  const auto start = reinterpret_cast<std::uintptr_t>(mapping);
  const std::uintptr_t aligned = (start + kChunkBytes - 1) & ~(std::uintptr_t{kChunkBytes} - 1);
  memory_ = static_cast<char*>(mapping) + (aligned - start);
  chunks_ = static_cast<std::uint32_t>(usable / kChunkBytes);
  next_ = std::make_unique<std::atomic<std::uint32_t>[]>(chunks_);
}

Arena::~Arena() {
  if (mapping_ != nullptr) munmap(mapping_, mapped_);
}

void* Arena::Take() noexcept {
  std::uint64_t list = given_back_.load(std::memory_order_acquire);
  while (const auto first = static_cast<std::uint32_t>(list)) {
    const std::uint32_t next = next_[first - 1].load(std::memory_order_relaxed);
    if (given_back_.compare_exchange_weak(list, Changed(list, next), std::memory_order_acquire)) {
      return memory_ + (first - 1) * kChunkBytes;
    }
  }
  std::uint32_t index = untouched_.load(std::memory_order_relaxed);
  do {
    if (index == chunks_) return nullptr;
  } while (!untouched_.compare_exchange_weak(index, index + 1, std::memory_order_relaxed));
  return memory_ + index * kChunkBytes;
}

void Arena::Give(void* chunk) noexcept {
  const auto index =
      static_cast<std::uint32_t>((static_cast<char*>(chunk) - memory_) / kChunkBytes);
  std::uint64_t list = given_back_.load(std::memory_order_relaxed);
  do {
    next_[index].store(static_cast<std::uint32_t>(list), std::memory_order_relaxed);
  } while (!given_back_.compare_exchange_weak(list, Changed(list, index + 1),
                                              std::memory_order_release));
}

}  // namespace dbspan::recorder
