#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/sql/statement.h"
#include "core/sql/syntax.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Statements already analyzed, by their exact text and how it is read. Safe from any thread.
///
/// Bounded by bytes: the oldest statement goes first. Texts over `kLongestText` are analyzed every
/// time. In front of it, every thread has a few recent statements of its own, found without a lock
/// by comparing the text: that is what a statement that is run again and again costs.
class StatementCache {
 public:
  static constexpr std::size_t kLongestText = std::size_t{10} * 1024;
  static constexpr std::size_t kDefaultBytes = std::size_t{4} * 1024 * 1024;

  explicit StatementCache(std::size_t text_limit, std::size_t bytes = kDefaultBytes);

  /// Returns the statement, which lives until this thread looks for another one, or as long as
  /// `own`: where it is put that is not among the recent ones.
  const StatementPtr& Find(std::string_view text, const sql_text::Syntax& syntax,
                           StatementPtr& own);
  /// A reference of the caller's own.
  StatementPtr Share(std::string_view text, const sql_text::Syntax& syntax) {
    StatementPtr own;
    return Find(text, syntax, own);
  }
  /// Bytes held now; for tests of the bound.
  std::size_t bytes() const;

 private:
  /// Leads into an entry.
  struct Key {
    std::string_view text;
    sql_text::Syntax syntax;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<std::string_view>{}(key.text);  // few texts are read in several ways
    }
  };
  struct SameKey {
    bool operator()(const Key& left, const Key& right) const noexcept {
      return left.syntax == right.syntax && left.text == right.text;
    }
  };
  struct Entry {
    std::string text;
    sql_text::Syntax syntax;
    Statement statement;
  };
  using EntryPtr = std::shared_ptr<const Entry>;
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<Key, EntryPtr, KeyHash, SameKey> entries;
    std::deque<const Entry*> oldest_first;
    std::size_t bytes = 0;
  };
  /// A statement that this thread used, and its own reference to it: counting references that all
  /// threads share would make them wait for each other.
  struct Recent {
    std::uint64_t cache = 0;
    const Entry* entry = nullptr;
    StatementPtr statement;  // keeps the entry
  };

  /// Those of one thread. A few at first: ten thousand threads have room for what they run.
  class Recents;

  const StatementPtr& Remember(Recent& recent, std::string_view text,
                               const sql_text::Syntax& syntax);
  EntryPtr FindShared(std::string_view text, const sql_text::Syntax& syntax);
  void Insert(Shard& shard, const EntryPtr& entry) const;
  static std::size_t SizeOf(const Entry& entry) noexcept;

  static constexpr std::size_t kShards = 16;
  const std::uint64_t id_;  // addresses are used again, ids are not
  std::size_t text_limit_;
  std::size_t shard_bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
