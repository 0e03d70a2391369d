#include "recorder/intern_table.h"

#include <cstring>
#include <functional>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Returns a power of two of which at most half is used, so that probing is short.
std::size_t SlotsFor(std::size_t entries) noexcept {
  std::size_t slots = 16;
  while (slots < entries * 2) slots *= 2;
  return slots;
}

std::uint64_t HashOf(const InternedTexts& texts) noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  const std::hash<std::string_view> hash;
  std::uint64_t mixed = std::uint64_t{texts.ports[0]} << 16U | texts.ports[1];
  const auto mix = [&](std::string_view part) {
    mixed = (mixed << 5U | mixed >> 59U) * kOdd;
    if (!part.empty()) mixed ^= hash(part);
  };
  for (const std::string_view part : texts.parts) mix(part);
  mix(texts.encoded);
  return mixed * kOdd;
}

}  // namespace

InternTable::InternTable(Encode encode, std::size_t most_entries, std::size_t most_bytes)
    : encode_(encode),
      most_entries_(most_entries),
      most_bytes_(most_bytes),
      mask_(SlotsFor(most_entries) - 1),
      entries_(std::make_unique<std::atomic<const InternedEntry*>[]>(most_entries + 1)),
      slots_(std::make_unique<std::atomic<TextId>[]>(mask_ + 1)) {}

InternTable::~InternTable() {
  for (std::size_t i = 0; i <= most_entries_; ++i) delete entries_[i].load();
}

TextId InternTable::Intern(const InternedTexts& texts, TextId dimension) noexcept try {
  const std::uint64_t hash = HashOf(texts);
  TextId added = 0;
  for (std::size_t at = hash >> 20U;; ++at) {
    std::atomic<TextId>& slot = slots_[at & mask_];
    TextId found = slot.load(std::memory_order_acquire);
    if (found == 0) {
      if (added == 0) added = Append(texts, hash, dimension);
      if (added == 0) return 0;
      if (slot.compare_exchange_strong(found, added, std::memory_order_acq_rel)) return added;
    }
    // If another thread has interned the same texts meanwhile, the new entry stays unused.
    const InternedEntry& entry = this->at(found);
    if (entry.hash == hash && entry.texts == texts) return found;
  }
} catch (...) {
  return 0;
}

TextId InternTable::Append(const InternedTexts& texts, std::uint64_t hash, TextId dimension) {
  std::size_t size = texts.encoded.size();
  for (const std::string_view part : texts.parts) size += part.size();
  // Checked before encoding, because every further operation comes here when the table is full.
  const std::size_t least = bytes_.load(std::memory_order_relaxed) + size + sizeof(InternedEntry);
  if (least > most_bytes_ || used_.load(std::memory_order_relaxed) == most_entries_) {
    full_.store(true, std::memory_order_relaxed);
    return 0;
  }
  const std::string fields = encode_(texts);
  size += fields.size();
  const std::size_t charged = size + sizeof(InternedEntry) + 2 * sizeof(void*);
  if (bytes_.load(std::memory_order_relaxed) + charged > most_bytes_) {
    full_.store(true, std::memory_order_relaxed);
    return 0;
  }

  auto entry = std::make_unique<InternedEntry>();
  entry->memory = std::make_unique<char[]>(size);
  char* at = entry->memory.get();
  const auto keep = [&at](std::string_view text) -> std::string_view {
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    at += text.size();
    return {at - text.size(), text.size()};
  };
  entry->hash = hash;
  entry->texts.ports = texts.ports;
  for (std::size_t i = 0; i < texts.parts.size(); ++i) entry->texts.parts[i] = keep(texts.parts[i]);
  entry->texts.encoded = keep(texts.encoded);
  entry->fields = keep(fields);
  entry->dimension = dimension;

  TextId used = used_.load(std::memory_order_relaxed);
  do {
    if (used == most_entries_) {
      full_.store(true, std::memory_order_relaxed);
      return 0;
    }
  } while (!used_.compare_exchange_weak(used, used + 1, std::memory_order_relaxed));
  bytes_.fetch_add(charged, std::memory_order_relaxed);
  const InternedEntry* const kept = entry.release();
  // Sequentially consistent, as in `Observe`: either `Observe` sees the entry, or this thread sees
  // the observer.
  entries_[used + 1].store(kept, std::memory_order_seq_cst);
  Observer* const observer = observer_.load(std::memory_order_seq_cst);
  if (observer != nullptr) observer->OnInterned(used + 1, *kept);
  return used + 1;
}

void InternTable::Observe(Observer* observer) noexcept {
  observer_.store(observer, std::memory_order_seq_cst);
  if (observer == nullptr) return;
  const TextId used = used_.load(std::memory_order_seq_cst);
  for (TextId id = 1; id <= used; ++id) {
    const InternedEntry* const entry = entries_[id].load(std::memory_order_seq_cst);
    if (entry != nullptr) observer->OnInterned(id, *entry);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
