#include "core/sql/keyword.h"

#include <array>
#include <cstddef>
#include <cstdint>

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
    {"MOVE", K::kMove},
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
    {"CLUSTER", K::kCluster},
    {"IMPORT", K::kImport},
    {"CHECK", K::kMaintain},
    {"REPAIR", K::kMaintain},
    {"CHECKSUM", K::kMaintain},
    {"XA", K::kTwoWords},
    {"COMMENT", K::kOtherVerb},
    {"CHECKPOINT", K::kOtherVerb},
    {"SECURITY", K::kOtherVerb},
    {"REASSIGN", K::kOtherVerb},
    {"INSTALL", K::kOtherVerb},
    {"UNINSTALL", K::kOtherVerb},
    {"SIGNAL", K::kOtherVerb},
    {"RESIGNAL", K::kOtherVerb},
    {"BINLOG", K::kOtherVerb},
    {"FLUSH", K::kOtherVerb},
    {"PURGE", K::kOtherVerb},
    {"CACHE", K::kOtherVerb},
    {"HELP", K::kOtherVerb},
    {"GET", K::kOtherVerb},
    {"SHUTDOWN", K::kOtherVerb},
    {"RESTART", K::kOtherVerb},
    {"STOP", K::kOtherVerb},
    {"BACKUP", K::kOtherVerb},
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
    {"SYSTEM_TIME", K::kSystemTime},
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
    {"ALL", K::kAll},
    {"ROWS", K::kRows},
    {"FORMAT", K::kFormat},
    {"VERBOSE", K::kVerbose},
    {"EXTENDED", K::kVerbose},
    {"PARTITIONS", K::kVerbose},
    {"FULL", K::kVerbose},
    {"FREEZE", K::kVerbose},
    {"MATERIALIZED", K::kMaterialized},
    {"MAPPING", K::kMapping},
    {"AUTHORIZATION", K::kAuthorization},
    {"SERVER", K::kObject},
    {"COLLATION", K::kObject},
    {"LANGUAGE", K::kObject},
    {"STATISTICS", K::kObject},
    {"ROUTINE", K::kObject},
    {"PACKAGE", K::kRoutine},
    {"OPERATOR", K::kNoObject},
    {"ACCESS", K::kNoObject},
    {"TEXT", K::kNoObject},
    {"TRANSFORM", K::kNoObject},
    {"CAST", K::kNoObject},
    {"CONVERSION", K::kNoObject},
    {"SYSTEM", K::kNoObject},
    {"LARGE", K::kNoObject},
    {"OWNED", K::kNoObject},
    {"TRUE", K::kBoolean},
    {"FALSE", K::kBoolean},
    {"NULL", K::kNull},
    {"DEFAULT", K::kDefault},
    {"VALUE", K::kValue},
    {"TO", K::kTo},
    {"ZONE", K::kZone},
    {"CASE", K::kCase},
    {"AND", K::kExpression},
    {"OR", K::kExpression},
    {"XOR", K::kExpression},
    {"DIV", K::kExpression},
    {"MOD", K::kExpression},
    {"WHEN", K::kExpression},
    {"THEN", K::kExpression},
    {"ELSE", K::kExpression},
    {"BETWEEN", K::kExpression},
    {"LIKE", K::kExpression},
    {"ILIKE", K::kExpression},
    {"REGEXP", K::kExpression},
    {"RLIKE", K::kExpression},
    {"INTERVAL", K::kExpression},
    {"RETURN", K::kExpression},
    {"ANALYSE", K::kAnalyze},
    {"USER", K::kUser},
    {"VIEW", K::kObject},
    {"INDEX", K::kIndex},
    {"KEY", K::kIndex},
    {"SEQUENCE", K::kObject},
    {"SCHEMA", K::kObject},
    {"DATABASE", K::kObject},
    {"FUNCTION", K::kRoutine},
    {"PROCEDURE", K::kRoutine},
    {"TRIGGER", K::kRoutine},
    {"TYPE", K::kObject},
    {"ROLE", K::kRole},
    {"EXTENSION", K::kObject},
    {"DOMAIN", K::kObject},
    {"EVENT", K::kRoutine},
    {"TABLESPACE", K::kObject},
    {"POLICY", K::kObject},
    {"RULE", K::kRule},
    {"AGGREGATE", K::kObject},
    {"PUBLICATION", K::kObject},
    {"SUBSCRIPTION", K::kObject},
    {"IDENTIFIED", K::kIdentified},
    {"BY", K::kBy},
    {"VIA", K::kVia},
    {"PASSWORD", K::kPassword},
};

constexpr std::size_t kSlots = 512;

/// By the first letter, whatever its case: one bit for every length that a keyword with it has.
/// Most names are told apart by that.
constexpr std::array<std::uint16_t, 32> MakeLengths() {
  std::array<std::uint16_t, 32> lengths{};
  for (const Entry& entry : kWords) {
    const auto bit = static_cast<std::uint16_t>(1U << entry.word.size());
    std::uint16_t& known = lengths[static_cast<unsigned char>(entry.word[0]) & 31U];
    known = static_cast<std::uint16_t>(known | bit);
  }
  return lengths;
}

constexpr std::array<std::uint16_t, 32> kLengths = MakeLengths();

bool MayBeKeyword(std::string_view word) noexcept {
  constexpr std::size_t kBits = 16;
  if (word.empty() || word.size() >= kBits) return false;
  return (kLengths[static_cast<unsigned char>(word[0]) & 31U] >> word.size() & 1U) != 0;
}

constexpr char Upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// A word of at most 16 bytes as numbers: its first and last bytes, which may overlap, without the
/// bit that tells cases apart. Words are equal if and only if their keys are, for names do not
/// contain the characters that only that bit tells from letters.
struct Key {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

constexpr std::uint64_t kCaseBits = 0x2020202020202020U;

// Written out, each becomes a single load; a loop would stay one.
constexpr std::uint64_t Byte(const char* at, unsigned index) noexcept {
  return static_cast<std::uint64_t>(static_cast<unsigned char>(at[index])) << (8U * index);
}
constexpr std::uint64_t Load2(const char* at) noexcept { return Byte(at, 0) | Byte(at, 1); }
constexpr std::uint64_t Load4(const char* at) noexcept {
  return Byte(at, 0) | Byte(at, 1) | Byte(at, 2) | Byte(at, 3);
}
constexpr std::uint64_t Load8(const char* at) noexcept {
  return Byte(at, 0) | Byte(at, 1) | Byte(at, 2) | Byte(at, 3) | Byte(at, 4) | Byte(at, 5) |
         Byte(at, 6) | Byte(at, 7);
}

constexpr Key KeyOf(std::string_view word) noexcept {
  const char* begin = word.data();
  const char* end = begin + word.size();
  Key key;
  if (word.size() >= 8) {
    key = {Load8(begin), Load8(end - 8)};
  } else if (word.size() >= 4) {
    key = {Load4(begin), Load4(end - 4)};
  } else {
    key = {Load2(begin), Load2(end - 2)};
  }
  return {key.first & ~kCaseBits, (key.last & ~kCaseBits) + (word.size() << 56U)};
}

constexpr std::size_t Slot(const Key& key) noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  return static_cast<std::size_t>(((key.first ^ (key.last * kOdd)) * kOdd) >> 55U);
}

struct KeyedKeyword {
  Key key;
  Keyword keyword = Keyword::kNone;
};

constexpr std::array<KeyedKeyword, kSlots> MakeTable() {
  std::array<KeyedKeyword, kSlots> table{};
  for (const Entry& entry : kWords) {
    const Key key = KeyOf(entry.word);
    std::size_t slot = Slot(key);
    while (table[slot].keyword != Keyword::kNone) slot = (slot + 1) % kSlots;
    table[slot] = {key, entry.keyword};
  }
  return table;
}

constexpr std::array<KeyedKeyword, kSlots> kTable = MakeTable();

}  // namespace

bool EqualsIgnoringCase(std::string_view left, std::string_view right) noexcept {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (Upper(left[i]) != Upper(right[i])) return false;
  }
  return true;
}

Keyword FindKeyword(std::string_view word) noexcept {
  if (!MayBeKeyword(word)) return Keyword::kNone;
  const Key key = KeyOf(word);
  for (std::size_t slot = Slot(key); kTable[slot].keyword != Keyword::kNone;
       slot = (slot + 1) % kSlots) {
    const KeyedKeyword& candidate = kTable[slot];
    if (candidate.key.first == key.first && candidate.key.last == key.last) {
      return candidate.keyword;
    }
  }
  return Keyword::kNone;
}

}  // namespace dbspan::sql_text
