#include "core/sql/statement_cache.h"

#include <atomic>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <utility>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::uint64_t NextId() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

std::uint64_t Word(const char* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Hashes only the length and three words of the text, so that long texts cost no more.
std::size_t SlotOf(std::string_view text, std::size_t slots) noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = text.size() * kOdd;
  if (text.size() >= sizeof(std::uint64_t)) {
    const char* last = text.data() + text.size() - sizeof(std::uint64_t);
    const char* middle = text.data() + (text.size() - sizeof(std::uint64_t)) / 2;
    mixed ^= Word(text.data()) + (Word(middle) << 1U) + (Word(last) << 2U);
    mixed *= kOdd;
  }
  return static_cast<std::size_t>(mixed >> 40U) & (slots - 1);  // a power of two
}

}  // namespace

/// The recent statements of one thread. The slots are on the heap, because thread-local memory of
/// plugins is scarce and may be shared by several copies of dbspan.
class StatementCache::Recents {
 public:
  /// Returns the object of this thread; null while the thread ends, because connections may be used
  /// after its thread-local objects are destroyed.
  static Recents* OfThread() noexcept {
    thread_local bool gone = false;
    struct Own {
      Recents recents;
      ~Own() { gone = true; }
    };
    if (gone) return nullptr;
    thread_local Own own;
    return &own.recents;
  }

  /// Returns the slot for a text; null if there is no memory.
  Recent* At(std::string_view text) noexcept {
    return slots_ == nullptr ? nullptr : &slots_[SlotOf(text, count_)];
  }
  /// Returns the slot to store a text in that `slot` does not contain. It may be another slot, if
  /// their number has grown.
  Recent& Replace(Recent& slot, std::string_view text) noexcept {
    const bool taken = slot.cache != 0 && count_ == kFew && ++replaced_ > kFew;
    return taken && Grow() ? slots_[SlotOf(text, count_)] : slot;
  }

 private:
  static constexpr std::size_t kFew = 4;
  static constexpr std::size_t kMany = 32;

  bool Grow() noexcept {
    std::unique_ptr<Recent[]> more{new (std::nothrow) Recent[kMany]};
    if (more == nullptr) return false;
    for (std::size_t i = 0; i < count_; ++i) {
      Recent& kept = slots_[i];
      if (kept.cache != 0) more[SlotOf(kept.entry->text, kMany)] = std::move(kept);
    }
    slots_ = std::move(more);
    count_ = kMany;
    return true;
  }

  std::unique_ptr<Recent[]> slots_{new (std::nothrow) Recent[kFew]};
  std::size_t count_ = kFew;
  std::size_t replaced_ = 0;
};

StatementCache::StatementCache(std::size_t text_limit, std::size_t bytes)
    : id_(NextId()), text_limit_(text_limit), shard_bytes_(bytes / kShards) {}

const detail::StatementPtr& StatementCache::Find(std::string_view text,
                                                 const sql_text::Syntax& syntax,
                                                 detail::StatementPtr& own) {
  if (text.size() > kLongestText) {
    own = std::make_shared<const Statement>(sql_text::Analyze(text, syntax, text_limit_));
    return own;
  }
  Recents* const recents = Recents::OfThread();
  Recent* const recent = recents == nullptr ? nullptr : recents->At(text);
  if (recent == nullptr) {
    EntryPtr entry = FindShared(text, syntax);
    const Statement* statement = &entry->statement;
    own = {std::move(entry), statement};
    return own;
  }
  const bool same = recent->cache == id_ && recent->entry->text.size() == text.size() &&
                    recent->entry->syntax == syntax &&
                    std::memcmp(recent->entry->text.data(), text.data(), text.size()) == 0;
  return same ? recent->statement : Remember(recents->Replace(*recent, text), text, syntax);
}

const detail::StatementPtr& StatementCache::Remember(Recent& recent, std::string_view text,
                                                     const sql_text::Syntax& syntax) {
  EntryPtr entry = FindShared(text, syntax);
  const Entry* found = entry.get();
  recent.cache = 0;
  recent.statement = std::shared_ptr<const Statement>{
      &found->statement, [kept = std::move(entry)](const Statement* /*inside the entry*/) {}};
  recent.entry = found;
  recent.cache = id_;
  return recent.statement;
}

StatementCache::EntryPtr StatementCache::FindShared(std::string_view text,
                                                    const sql_text::Syntax& syntax) {
  Shard& shard = shards_[(std::hash<std::string_view>{}(text) >> 7U) % kShards];
  {
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.entries.find({text, syntax});
    if (found != shard.entries.end()) return found->second;
  }
  auto entry = std::make_shared<const Entry>(
      Entry{std::string{text}, syntax, sql_text::Analyze(text, syntax, text_limit_)});
  Insert(shard, entry);
  return entry;
}

void StatementCache::Insert(Shard& shard, const EntryPtr& entry) const {
  const std::size_t size = SizeOf(*entry);
  if (size > shard_bytes_) return;
  const std::lock_guard lock{shard.mutex};
  if (!shard.entries.emplace(Key{entry->text, entry->syntax}, entry).second) return;
  shard.oldest_first.push_back(entry.get());
  shard.bytes += size;
  while (shard.bytes > shard_bytes_) {
    const Entry* oldest = shard.oldest_first.front();
    shard.oldest_first.pop_front();
    shard.bytes -= SizeOf(*oldest);
    shard.entries.erase({oldest->text, oldest->syntax});
  }
}

std::size_t StatementCache::bytes() const {
  std::size_t sum = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    sum += shard.bytes;
  }
  return sum;
}

std::size_t StatementCache::SizeOf(const Entry& entry) noexcept {
  constexpr std::size_t kNodes = 128;  // map node, queue slot and control block, roughly
  return sizeof(Entry) + kNodes + entry.text.capacity() + entry.statement.text.capacity() +
         entry.statement.summary.capacity() + entry.statement.procedure.capacity();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
