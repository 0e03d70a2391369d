#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/sql/lexer.h"
#include "core/sql/statement.h"

namespace dbspan {

/// Statements already analyzed, by their exact text. Safe from any thread.
///
/// Bounded by bytes: the oldest statement goes first. Texts over `kLongestText` are analyzed every
/// time.
class StatementCache {
 public:
  static constexpr std::size_t kLongestText = std::size_t{10} * 1024;
  static constexpr std::size_t kDefaultBytes = std::size_t{4} * 1024 * 1024;

  explicit StatementCache(std::size_t text_limit, std::size_t bytes = kDefaultBytes);

  std::shared_ptr<const Statement> Find(std::string_view text, sql_text::Dialect dialect);
  /// Bytes held now; for tests of the bound.
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string text;
    std::shared_ptr<const Statement> statement;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string_view, std::unique_ptr<Entry>>
        entries;  // keys lead into the entries
    std::deque<Entry*> oldest_first;
    std::size_t bytes = 0;
  };

  void Insert(Shard& shard, std::string_view text,
              std::shared_ptr<const Statement> statement) const;
  static std::size_t SizeOf(const Entry& entry) noexcept;

  static constexpr std::size_t kShards = 16;
  std::size_t text_limit_;
  std::size_t shard_bytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace dbspan
