#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/sql/lexer.h"
#include "core/sql/statement.h"
#include "dbspan/operation_identity.h"

namespace dbspan {

/// Statements already analyzed, by their exact text. Safe from any thread.
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
  const StatementPtr& Find(std::string_view text, sql_text::Dialect dialect, StatementPtr& own);
  /// A reference of the caller's own.
  StatementPtr Share(std::string_view text, sql_text::Dialect dialect) {
    StatementPtr own;
    return Find(text, dialect, own);
  }
  /// Bytes held now; for tests of the bound.
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string text;
    Statement statement;
  };
  using EntryPtr = std::shared_ptr<const Entry>;
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string_view, EntryPtr> entries;  // keys lead into the entries
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

  /// Null while the thread ends.
  static Recent* RecentOf(std::string_view text) noexcept;
  const StatementPtr& Remember(Recent& recent, std::string_view text, sql_text::Dialect dialect);
  EntryPtr FindShared(std::string_view text, sql_text::Dialect dialect);
  void Insert(Shard& shard, const EntryPtr& entry) const;
  static std::size_t SizeOf(const Entry& entry) noexcept;

  static constexpr std::size_t kShards = 16;
  const std::uint64_t id_;  // addresses are used again, ids are not
  std::size_t text_limit_;
  std::size_t shard_bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace dbspan
