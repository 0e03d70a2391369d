#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "core/sql/statement.h"
#include "core/sql/syntax.h"
#include "core/sql/text_hash.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A cache of analyzed statements, by their exact text and its syntax. Safe from any thread.
///
/// Does not keep the texts, which contain literals: recognizes them by their length and keyed
/// hashes (core/sql/text_hash.h). Bounded by bytes; the oldest statement is evicted first. Texts
/// longer than `kLongestText` are analyzed every time. In addition, every thread has a small cache
/// of its recent statements, which needs no lock: for a repeated statement, a lookup costs only a
/// fast hash of the text. That hash is compared with one statement and not with all, so it needs
/// fewer bits.
class StatementCache {
 public:
  static constexpr std::size_t kLongestText = TextHash::kLongest;
  static constexpr std::size_t kDefaultBytes = std::size_t{4} * 1024 * 1024;

  explicit StatementCache(std::size_t text_limit, std::size_t bytes = kDefaultBytes);

  /// Returns the statement. The reference is valid until this thread's next call. If the statement
  /// is not stored among the thread's recent ones, it is stored in `own` and valid as long as that.
  const detail::StatementPtr& Find(std::string_view text, const sql_text::Syntax& syntax,
                                   detail::StatementPtr& own);
  /// Returns the statement if it is among the recent ones of this thread, else null. The pointer is
  /// valid until this thread's next call.
  const Statement* FindRecent(std::string_view text, const sql_text::Syntax& syntax) const noexcept;
  /// Returns a shared reference to the statement.
  detail::StatementPtr Share(std::string_view text, const sql_text::Syntax& syntax) {
    detail::StatementPtr own;
    return Find(text, syntax, own);
  }
  /// Bytes in the cache; for tests of the bound.
  std::size_t bytes() const;

 private:
  struct Key {
    Digest text;
    std::size_t size;  // of the text
    sql_text::Syntax syntax;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return key.text.low;  // few texts occur with several syntaxes
    }
  };
  struct SameKey {
    bool operator()(const Key& left, const Key& right) const noexcept {
      return left.text == right.text && left.size == right.size && left.syntax == right.syntax;
    }
  };
  struct Entry {
    Key key;
    Statement statement;
  };
  using EntryPtr = std::shared_ptr<const Entry>;
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<Key, EntryPtr, KeyHash, SameKey> entries;
    std::deque<const Entry*> oldest_first;
    std::size_t bytes = 0;
  };
  /// A statement that this thread used. It has its own reference count: with a count shared by all
  /// threads, they would wait for each other. On two busy processors that took up to 15 ns instead
  /// of 12 for each reference (BM_CountOfAllThreads and BM_CountOfEachThread in
  /// bench/hand_made_bench.cc).
  struct Recent {
    std::uint64_t cache = 0;
    std::uint64_t text = 0;  // its TextHash::Fast
    std::uint32_t size = 0;  // of the text
    sql_text::Syntax syntax{sql_text::Dialect::kPostgreSql};
    detail::StatementPtr statement;  // keeps the entry

    bool Is(std::uint64_t of_cache, std::uint64_t hash, std::string_view sql,
            const sql_text::Syntax& read_by) const noexcept {
      return cache == of_cache && text == hash && size == sql.size() && syntax == read_by;
    }
  };
  static_assert(kLongestText <= UINT32_MAX);

  /// The recent statements of one thread. A few slots at first, so that ten thousand threads need
  /// little memory.
  class Recents;

  [[gnu::noinline]] const detail::StatementPtr& Remember(Recent& recent, std::uint64_t hash,
                                                         std::string_view text,
                                                         const sql_text::Syntax& syntax);
  [[gnu::noinline]] const detail::StatementPtr& FindWithoutRecents(std::string_view text,
                                                                   const sql_text::Syntax& syntax,
                                                                   detail::StatementPtr& own);
  EntryPtr FindShared(std::string_view text, const sql_text::Syntax& syntax);
  void Insert(Shard& shard, const EntryPtr& entry) const;
  static std::size_t SizeOf(const Entry& entry) noexcept;

  static constexpr std::size_t kShards = 16;
  const TextHash* const hash_;  // null: nothing is cached
  const std::uint64_t id_;      // an id and not an address, because addresses are reused
  std::size_t text_limit_;
  std::size_t shard_bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
