#include "core/sql/statement_cache.h"

#include <functional>
#include <utility>

namespace dbspan {

StatementCache::StatementCache(std::size_t text_limit, std::size_t bytes)
    : text_limit_(text_limit), shard_bytes_(bytes / kShards) {}

std::shared_ptr<const Statement> StatementCache::Find(std::string_view text,
                                                      sql_text::Dialect dialect) {
  const auto analyze = [&] {
    return std::make_shared<const Statement>(sql_text::Analyze(text, dialect, text_limit_));
  };
  if (text.size() > kLongestText) return analyze();
  // One instrumenter speaks one dialect, so the text alone is the key.
  Shard& shard = shards_[(std::hash<std::string_view>{}(text) >> 7U) % kShards];
  {
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.entries.find(text);
    if (found != shard.entries.end()) return found->second->statement;
  }
  auto statement = analyze();
  Insert(shard, text, statement);
  return statement;
}

void StatementCache::Insert(Shard& shard, std::string_view text,
                            std::shared_ptr<const Statement> statement) const {
  auto entry = std::make_unique<Entry>(Entry{std::string{text}, std::move(statement)});
  const std::size_t size = SizeOf(*entry);
  if (size > shard_bytes_) return;
  const std::lock_guard lock{shard.mutex};
  Entry* const added = entry.get();
  if (!shard.entries.emplace(std::string_view{added->text}, std::move(entry)).second) return;
  shard.oldest_first.push_back(added);
  shard.bytes += size;
  while (shard.bytes > shard_bytes_) {
    const Entry* oldest = shard.oldest_first.front();
    shard.oldest_first.pop_front();
    shard.bytes -= SizeOf(*oldest);
    shard.entries.erase(std::string_view{oldest->text});
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
  return sizeof(Entry) + sizeof(Statement) + kNodes + entry.text.capacity() +
         entry.statement->text.capacity() + entry.statement->summary.capacity() +
         entry.statement->procedure.capacity();
}

}  // namespace dbspan
