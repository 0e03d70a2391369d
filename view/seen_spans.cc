#include "view/seen_spans.h"

#include <cstring>

namespace dbspan::view {
namespace {

constexpr std::size_t kFewest = 1024;

// Mixes the bits as splitmix64 does, because ids are not always random.
std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ value >> 30U) * 0xbf58476d1ce4e5b9U;
  value = (value ^ value >> 27U) * 0x94d049bb133111ebU;
  return value ^ value >> 31U;
}

std::uint64_t KeyOf(const TraceId& trace, SpanId span) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, trace.data(), sizeof high);
  std::memcpy(&low, trace.data() + sizeof high, sizeof low);
  const std::uint64_t key = Mix(Mix(Mix(high) ^ low) ^ span);
  return key == 0 ? 1 : key;
}

bool Insert(std::vector<std::uint64_t>& slots, std::uint64_t key) {
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = key & mask;; i = (i + 1) & mask) {
    if (slots[i] == key) return false;
    if (slots[i] != 0) continue;
    slots[i] = key;
    return true;
  }
}

}  // namespace

bool SeenSpans::Add(const TraceId& trace, SpanId span) {
  if (2 * (used_ + 1) > slots_.size()) Grow();
  const bool added = Insert(slots_, KeyOf(trace, span));
  if (added) ++used_;
  return added;
}

void SeenSpans::Clear() {
  slots_ = {};
  used_ = 0;
}

void SeenSpans::Grow() {
  std::vector<std::uint64_t> larger(slots_.empty() ? kFewest : 2 * slots_.size());
  for (const std::uint64_t key : slots_) {
    if (key != 0) Insert(larger, key);
  }
  slots_.swap(larger);
}

}  // namespace dbspan::view
