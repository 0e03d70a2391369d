#include "core/sql/statement_cache.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "core/process/thread_end.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::uint64_t NextId() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

/// The recent statements of one thread. The slots are on the heap, because thread-local memory of
/// plugins is scarce and may be shared by several copies of dbspan.
class StatementCache::Recents {
 public:
  /// Returns the object of this thread; null once the thread has ended, except for destructors.
  static Recents* OfThread() noexcept;

  /// Returns the slot for the hash of a text; null if there is no memory.
  Recent* At(std::uint64_t hash) noexcept {
    return slots_ == nullptr ? nullptr : &slots_[SlotOf(hash, count_)];
  }
  /// Returns the slot to store a text in that `slot` does not contain. It may be another slot, if
  /// their number has grown.
  Recent& Replace(Recent& slot, std::uint64_t hash) noexcept {
    const bool taken = slot.cache != 0 && count_ == kFew && ++replaced_ > kFew;
    return taken && Grow() ? slots_[SlotOf(hash, count_)] : slot;
  }

 private:
  static constexpr std::size_t kFew = 4;
  static constexpr std::size_t kMany = 32;

  enum class State : std::uint8_t { kNew, kMade, kGone };
  struct Own;
  [[gnu::noinline]] static void Make() noexcept;

  static std::size_t SlotOf(std::uint64_t hash, std::size_t slots) noexcept {
    return hash & (slots - 1);  // a power of two
  }
  bool Grow() noexcept {
    std::unique_ptr<Recent[]> more{new (std::nothrow) Recent[kMany]};
    if (more == nullptr) return false;
    for (std::size_t i = 0; i < count_; ++i) {
      Recent& kept = slots_[i];
      if (kept.cache != 0) more[SlotOf(kept.text, kMany)] = std::move(kept);
    }
    slots_ = std::move(more);
    count_ = kMany;
    return true;
  }

  std::unique_ptr<Recent[]> slots_{new (std::nothrow) Recent[kFew]};
  std::size_t count_ = kFew;
  std::size_t replaced_ = 0;

  static thread_local Own own_;
};

/// The object of a thread, or the room for it.
struct StatementCache::Recents::Own {
  Recents* Get() noexcept { return reinterpret_cast<Recents*>(room); }
  State state = State::kNew;
  alignas(Recents) unsigned char room[sizeof(Recents)] = {};
};

thread_local StatementCache::Recents::Own StatementCache::Recents::own_;

inline StatementCache::Recents* StatementCache::Recents::OfThread() noexcept {
  if (own_.state == State::kNew) Make();
  return own_.state == State::kMade ? own_.Get() : nullptr;
}

void StatementCache::Recents::Make() noexcept {
  static thread_local ThreadEnd end{[]() noexcept {
    own_.state = State::kGone;
    own_.Get()->~Recents();
  }};
  new (own_.room) Recents;
  own_.state = State::kMade;
  end.Await();
}

StatementCache::StatementCache(std::size_t text_limit, std::size_t bytes)
    : hash_(TextHash::OfProcess()),
      id_(NextId()),
      text_limit_(text_limit),
      shard_bytes_(bytes / kShards) {}

const detail::StatementPtr& StatementCache::Find(std::string_view text,
                                                 const sql_text::Syntax& syntax,
                                                 detail::StatementPtr& own) {
  Recents* const recents = Recents::OfThread();
  if (text.size() > kLongestText || hash_ == nullptr || recents == nullptr) {
    return FindWithoutRecents(text, syntax, own);
  }
  const std::uint64_t hash = hash_->Fast(text);
  Recent* const recent = recents->At(hash);
  if (recent == nullptr) return FindWithoutRecents(text, syntax, own);
  return recent->Is(id_, hash, text, syntax)
             ? recent->statement
             : Remember(recents->Replace(*recent, hash), hash, text, syntax);
}

const Statement* StatementCache::FindRecent(std::string_view text,
                                            const sql_text::Syntax& syntax) const noexcept {
  Recents* const recents = Recents::OfThread();
  if (text.size() > kLongestText || hash_ == nullptr || recents == nullptr) return nullptr;
  const std::uint64_t hash = hash_->Fast(text);
  const Recent* const recent = recents->At(hash);
  if (recent == nullptr || !recent->Is(id_, hash, text, syntax)) return nullptr;
  return recent->statement.get();
}

const detail::StatementPtr& StatementCache::FindWithoutRecents(std::string_view text,
                                                               const sql_text::Syntax& syntax,
                                                               detail::StatementPtr& own) {
  if (text.size() > kLongestText || hash_ == nullptr) {
    own = std::make_shared<const Statement>(sql_text::Analyze(text, syntax, text_limit_));
    return own;
  }
  EntryPtr entry = FindShared(text, syntax);
  const Statement* statement = &entry->statement;
  own = {std::move(entry), statement};
  return own;
}

const detail::StatementPtr& StatementCache::Remember(Recent& recent, std::uint64_t hash,
                                                     std::string_view text,
                                                     const sql_text::Syntax& syntax) {
  EntryPtr entry = FindShared(text, syntax);
  const Statement* found = &entry->statement;
  recent.cache = 0;
  recent.statement = std::shared_ptr<const Statement>{
      found, [kept = std::move(entry)](const Statement* /*inside the entry*/) {}};
  recent.text = hash;
  recent.size = static_cast<std::uint32_t>(text.size());
  recent.syntax = syntax;
  recent.cache = id_;
  return recent.statement;
}

StatementCache::EntryPtr StatementCache::FindShared(std::string_view text,
                                                    const sql_text::Syntax& syntax) {
  const Key key{hash_->Strong(text), text.size(), syntax};
  Shard& shard = shards_[key.text.high % kShards];
  {
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.entries.find(key);
    if (found != shard.entries.end()) return found->second;
  }
  auto entry =
      std::make_shared<const Entry>(Entry{key, sql_text::Analyze(text, syntax, text_limit_)});
  Insert(shard, entry);
  return entry;
}

void StatementCache::Insert(Shard& shard, const EntryPtr& entry) const {
  const std::size_t size = SizeOf(*entry);
  if (size > shard_bytes_) return;
  const std::lock_guard lock{shard.mutex};
  if (!shard.entries.emplace(entry->key, entry).second) return;
  shard.oldest_first.push_back(entry.get());
  shard.bytes += size;
  while (shard.bytes > shard_bytes_) {
    const Entry* oldest = shard.oldest_first.front();
    shard.oldest_first.pop_front();
    shard.bytes -= SizeOf(*oldest);
    shard.entries.erase(Key{oldest->key});  // a copy: erasing destroys the entry
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
  return sizeof(Entry) + kNodes + entry.statement.text.capacity() +
         entry.statement.summary.capacity() + entry.statement.procedure.capacity();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
