#include "core/sql/keyword.h"

#include <array>
#include <cstddef>

namespace dbspan::sql_text {
namespace {

struct Entry {
  std::string_view word;
  Keyword keyword = Keyword::kNone;
};

using K = Keyword;

constexpr Entry kWords[] = {
    {"SELECT", K::kSelect},
    {"INSERT", K::kInsert},
    {"UPDATE", K::kUpdate},
    {"DELETE", K::kDelete},
    {"REPLACE", K::kReplace},
    {"MERGE", K::kMerge},
    {"CALL", K::kCall},
    {"EXECUTE", K::kExecute},
    {"EXEC", K::kExecute},
    {"CREATE", K::kCreate},
    {"ALTER", K::kAlter},
    {"DROP", K::kDrop},
    {"TRUNCATE", K::kTruncate},
    {"COPY", K::kCopy},
    {"USE", K::kUse},
    {"LOCK", K::kLock},
    {"BEGIN", K::kBegin},
    {"COMMIT", K::kCommit},
    {"ROLLBACK", K::kRollback},
    {"START", K::kStart},
    {"SAVEPOINT", K::kSavepoint},
    {"RELEASE", K::kRelease},
    {"SET", K::kSet},
    {"SHOW", K::kShow},
    {"EXPLAIN", K::kExplain},
    {"DESCRIBE", K::kDescribe},
    {"DESC", K::kDescribe},
    {"GRANT", K::kGrant},
    {"REVOKE", K::kRevoke},
    {"VACUUM", K::kVacuum},
    {"ANALYZE", K::kAnalyze},
    {"PREPARE", K::kPrepare},
    {"DEALLOCATE", K::kDeallocate},
    {"DECLARE", K::kDeclare},
    {"FETCH", K::kFetch},
    {"CLOSE", K::kClose},
    {"LISTEN", K::kListen},
    {"UNLISTEN", K::kUnlisten},
    {"NOTIFY", K::kNotify},
    {"DO", K::kDo},
    {"LOAD", K::kLoad},
    {"KILL", K::kKill},
    {"OPTIMIZE", K::kOptimize},
    {"RESET", K::kReset},
    {"DISCARD", K::kDiscard},
    {"REFRESH", K::kRefresh},
    {"REINDEX", K::kReindex},
    {"UNLOCK", K::kUnlock},
    {"RENAME", K::kRename},
    {"END", K::kEnd},
    {"ABORT", K::kAbort},
    {"HANDLER", K::kHandler},
    {"CHANGE", K::kChange},
    {"WITH", K::kWith},
    {"RECURSIVE", K::kRecursive},
    {"VALUES", K::kValues},
    {"FROM", K::kFrom},
    {"JOIN", K::kJoin},
    {"STRAIGHT_JOIN", K::kJoin},
    {"INTO", K::kInto},
    {"USING", K::kUsing},
    {"ONLY", K::kOnly},
    {"LATERAL", K::kLateral},
    {"WHERE", K::kWhere},
    {"GROUP", K::kGroup},
    {"ORDER", K::kOrder},
    {"HAVING", K::kHaving},
    {"LIMIT", K::kLimit},
    {"OFFSET", K::kLimit},
    {"UNION", K::kUnion},
    {"EXCEPT", K::kExcept},
    {"INTERSECT", K::kIntersect},
    {"RETURNING", K::kReturning},
    {"WINDOW", K::kWindow},
    {"FOR", K::kFor},
    {"ON", K::kOn},
    {"AS", K::kAs},
    {"IN", K::kIn},
    {"IS", K::kIs},
    {"DISTINCT", K::kDistinct},
    {"IF", K::kIf},
    {"NOT", K::kNot},
    {"EXISTS", K::kExists},
    {"CONCURRENTLY", K::kConcurrently},
    {"TRANSACTION", K::kTransaction},
    {"IGNORE", K::kIgnore},
    {"LOW_PRIORITY", K::kPriority},
    {"HIGH_PRIORITY", K::kPriority},
    {"DELAYED", K::kPriority},
    {"QUICK", K::kPriority},
    {"STDIN", K::kStdin},
    {"TABLE", K::kTable},
    {"TABLES", K::kTables},
    {"USER", K::kUser},
    {"VIEW", K::kObject},
    {"INDEX", K::kObject},
    {"SEQUENCE", K::kObject},
    {"SCHEMA", K::kObject},
    {"DATABASE", K::kObject},
    {"FUNCTION", K::kObject},
    {"PROCEDURE", K::kObject},
    {"TRIGGER", K::kObject},
    {"TYPE", K::kObject},
    {"ROLE", K::kObject},
    {"EXTENSION", K::kObject},
    {"DOMAIN", K::kObject},
    {"EVENT", K::kObject},
    {"TABLESPACE", K::kObject},
    {"POLICY", K::kObject},
    {"RULE", K::kObject},
    {"AGGREGATE", K::kObject},
    {"PUBLICATION", K::kObject},
    {"SUBSCRIPTION", K::kObject},
    {"IDENTIFIED", K::kIdentified},
    {"BY", K::kBy},
    {"VIA", K::kVia},
    {"PASSWORD", K::kPassword},
};

constexpr std::size_t kSlots = 512;
constexpr std::size_t kLongest = 13;

constexpr char Upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

constexpr std::size_t Slot(std::string_view word) noexcept {
  std::size_t hash = word.size();
  hash = hash * 31 + static_cast<unsigned char>(Upper(word[0]));
  hash = hash * 31 + static_cast<unsigned char>(Upper(word[1]));
  hash = hash * 31 + static_cast<unsigned char>(Upper(word[word.size() / 2]));
  hash = hash * 31 + static_cast<unsigned char>(Upper(word[word.size() - 1]));
  return (hash ^ (hash >> 9U)) % kSlots;
}

constexpr std::array<Entry, kSlots> MakeTable() {
  std::array<Entry, kSlots> table{};
  for (const Entry& entry : kWords) {
    std::size_t slot = Slot(entry.word);
    while (!table[slot].word.empty()) slot = (slot + 1) % kSlots;
    table[slot] = entry;
  }
  return table;
}

constexpr std::array<Entry, kSlots> kTable = MakeTable();

}  // namespace

bool EqualsIgnoringCase(std::string_view left, std::string_view right) noexcept {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (Upper(left[i]) != Upper(right[i])) return false;
  }
  return true;
}

Keyword FindKeyword(std::string_view word) noexcept {
  if (word.size() < 2 || word.size() > kLongest) return Keyword::kNone;
  for (std::size_t slot = Slot(word); !kTable[slot].word.empty(); slot = (slot + 1) % kSlots) {
    if (EqualsIgnoringCase(word, kTable[slot].word)) return kTable[slot].keyword;
  }
  return Keyword::kNone;
}

}  // namespace dbspan::sql_text
