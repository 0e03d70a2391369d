#include "recorder/arena.h"

#include <sys/mman.h>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::uint64_t kNumberBits = 32;

std::uint64_t Changed(std::uint64_t list, std::uint32_t first) noexcept {
  return ((list >> kNumberBits) + 1) << kNumberBits | first;
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
  own_block_.chunks = static_cast<std::uint32_t>(usable / kChunkBytes);
  own_next_ = std::make_unique<std::atomic<std::uint32_t>[]>(own_block_.chunks);
  next_ = own_next_.get();
}

Arena::Arena(const Place& place) noexcept
    : block_(place.block), next_(place.next), memory_(place.memory), reserve_(place.reserve) {}

Arena::~Arena() {
  if (mapping_ != nullptr) munmap(mapping_, mapped_);
}

Arena::Chunk Arena::TakeChunk() noexcept {
  std::uint64_t list = block_->given_back.load(std::memory_order_acquire);
  while (const auto first = static_cast<std::uint32_t>(list)) {
    const std::uint32_t next = next_[first - 1].load(std::memory_order_relaxed);
    if (block_->given_back.compare_exchange_weak(list, Changed(list, next),
                                                 std::memory_order_acquire)) {
      return {At(first), false};
    }
  }
  std::uint32_t taken = block_->untouched.load(std::memory_order_relaxed);
  do {
    if (taken == block_->chunks) return {};
    if (reserve_ != nullptr && !reserve_(At(taken + 1))) return {};
  } while (!block_->untouched.compare_exchange_weak(taken, taken + 1, std::memory_order_relaxed));
  return {At(taken + 1), true};
}

void Arena::Give(void* chunk) noexcept {
  const std::uint32_t number = NumberOf(chunk);
  std::uint64_t list = block_->given_back.load(std::memory_order_relaxed);
  do {
    next_[number - 1].store(static_cast<std::uint32_t>(list), std::memory_order_relaxed);
  } while (!block_->given_back.compare_exchange_weak(list, Changed(list, number),
                                                     std::memory_order_release));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
