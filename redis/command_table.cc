#include "redis/command_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace dbspan::redis {
namespace {

using K = Keep;
using L = Lookup;
using E = Effect;

// Which arguments are kept follows the redaction table that the other languages'
// instrumentations use (docs/telemetry.md), and less where theirs would show a script or a
// password.
constexpr CommandRule kRules[] = {
    {"ACL", K::kFirst, 1, L::kNone, 0},
    {"APPEND", K::kFirst, 1},
    {"AUTH", K::kFirst, 0, L::kNone, 0},
    {"BITCOUNT", K::kAll},
    {"BITFIELD", K::kFirst, 1},
    {"BITFIELD_RO", K::kAll},
    {"BITOP", K::kAll, 0, L::kNone, 2},
    {"BITPOS", K::kAll},
    {"BLMOVE", K::kAll, 0, L::kNil},
    {"BLMPOP", K::kAll, 0, L::kNil, 3},
    {"BLPOP", K::kAll, 0, L::kNil},
    {"BRPOP", K::kAll, 0, L::kNil},
    {"BRPOPLPUSH", K::kAll, 0, L::kNil},
    {"BZMPOP", K::kAll, 0, L::kNil, 3},
    {"BZPOPMAX", K::kAll, 0, L::kNil},
    {"BZPOPMIN", K::kAll, 0, L::kNil},
    {"CLIENT", K::kFirst, 1, L::kNone, 0},
    {"CLUSTER", K::kAll, 0, L::kNone, 0},
    {"COMMAND", K::kAll, 0, L::kNone, 0},
    {"CONFIG", K::kFirst, 2, L::kNone, 0},
    {"COPY", K::kAll},
    {"DBSIZE", K::kAll, 0, L::kNone, 0},
    {"DEBUG", K::kFirst, 1, L::kNone, 0},
    {"DECR", K::kAll},
    {"DECRBY", K::kAll},
    {"DEL", K::kAll},
    {"DISCARD", K::kAll, 0, L::kNone, 0, E::kDiscards},
    {"DUMP", K::kAll, 0, L::kNil},
    {"ECHO", K::kFirst, 0, L::kNone, 0},
    {"EVAL", K::kScript, 0, L::kNone, 3},
    {"EVALSHA", K::kFunction, 0, L::kNone, 3},
    {"EVALSHA_RO", K::kFunction, 0, L::kNone, 3},
    {"EVAL_RO", K::kScript, 0, L::kNone, 3},
    {"EXEC", K::kAll, 0, L::kNone, 0, E::kExecutes},
    {"EXISTS", K::kAll, 0, L::kOfKeys},
    {"EXPIRE", K::kAll},
    {"EXPIREAT", K::kAll},
    {"EXPIRETIME", K::kAll},
    {"FCALL", K::kFunction, 0, L::kNone, 3},
    {"FCALL_RO", K::kFunction, 0, L::kNone, 3},
    {"FLUSHALL", K::kAll, 0, L::kNone, 0},
    {"FLUSHDB", K::kAll, 0, L::kNone, 0},
    {"FUNCTION", K::kFirst, 1, L::kNone, 0},
    {"GEOADD", K::kFirst, 1},
    {"GEODIST", K::kAll},
    {"GEOHASH", K::kAll, 0, L::kEach},
    {"GEOPOS", K::kAll, 0, L::kEach},
    {"GEORADIUS", K::kAll},
    {"GEORADIUSBYMEMBER", K::kAll},
    {"GEOSEARCH", K::kAll},
    {"GET", K::kAll, 0, L::kNil},
    {"GETBIT", K::kAll},
    {"GETDEL", K::kAll, 0, L::kNil},
    {"GETEX", K::kAll, 0, L::kNil},
    {"GETRANGE", K::kAll, 0, L::kEmpty},
    {"GETSET", K::kFirst, 1, L::kNil},
    {"HDEL", K::kAll},
    {"HELLO", K::kFirst, 2, L::kNone, 0},
    {"HEXISTS", K::kAll, 0, L::kNumber},
    {"HGET", K::kAll, 0, L::kNil},
    {"HGETALL", K::kAll, 0, L::kEmpty},
    {"HINCRBY", K::kAll},
    {"HINCRBYFLOAT", K::kAll},
    {"HKEYS", K::kAll, 0, L::kEmpty},
    {"HLEN", K::kAll},
    {"HMGET", K::kAll, 0, L::kEach},
    {"HMSET", K::kAlternate, 1},
    {"HRANDFIELD", K::kAll, 0, L::kEmpty},
    {"HSCAN", K::kAll, 0, L::kNone, 1, E::kNone, true},
    {"HSET", K::kAlternate, 1},
    {"HSETNX", K::kFirst, 2},
    {"HSTRLEN", K::kAll},
    {"HVALS", K::kAll, 0, L::kEmpty},
    {"INCR", K::kAll},
    {"INCRBY", K::kAll},
    {"INCRBYFLOAT", K::kAll},
    {"INFO", K::kAll, 0, L::kNone, 0},
    {"JSON.GET", K::kAll, 0, L::kNil},
    {"JSON.MGET", K::kAll, 0, L::kEach},
    {"JSON.SET", K::kFirst, 2},
    {"KEYS", K::kAll, 0, L::kNone, 0},
    {"LASTSAVE", K::kAll, 0, L::kNone, 0},
    {"LATENCY", K::kAll, 0, L::kNone, 0},
    {"LINDEX", K::kAll, 0, L::kNil},
    {"LINSERT", K::kFirst, 2},
    {"LLEN", K::kAll},
    {"LMOVE", K::kAll, 0, L::kNil},
    {"LMPOP", K::kAll, 0, L::kNil, 2},
    {"LPOP", K::kAll, 0, L::kNil},
    {"LPOS", K::kFirst, 1, L::kNil},
    {"LPUSH", K::kFirst, 1},
    {"LPUSHX", K::kFirst, 1},
    {"LRANGE", K::kAll, 0, L::kEmpty},
    {"LREM", K::kFirst, 1},
    {"LSET", K::kFirst, 1},
    {"LTRIM", K::kAll},
    {"MEMORY", K::kAll, 0, L::kNone, 2},
    {"MGET", K::kAll, 0, L::kEach},
    {"MIGRATE", K::kFirst, 6, L::kNone, 3},
    {"MODULE", K::kFirst, 1, L::kNone, 0},
    {"MONITOR", K::kAll, 0, L::kNone, 0},
    {"MOVE", K::kAll},
    {"MSET", K::kAlternate},
    {"MSETNX", K::kAlternate},
    {"MULTI", K::kAll, 0, L::kNone, 0, E::kBegins},
    {"OBJECT", K::kAll, 0, L::kNone, 2},
    {"PERSIST", K::kAll},
    {"PEXPIRE", K::kAll},
    {"PEXPIREAT", K::kAll},
    {"PEXPIRETIME", K::kAll},
    {"PFADD", K::kFirst, 1},
    {"PFCOUNT", K::kAll},
    {"PFMERGE", K::kAll},
    {"PING", K::kFirst, 0, L::kNone, 0},
    {"PSETEX", K::kFirst, 2},
    {"PSUBSCRIBE", K::kAll, 0, L::kNone, 0},
    {"PTTL", K::kAll},
    {"PUBLISH", K::kFirst, 1, L::kNone, 0},
    {"PUBSUB", K::kAll, 0, L::kNone, 0},
    {"PUNSUBSCRIBE", K::kAll, 0, L::kNone, 0},
    {"QUIT", K::kAll, 0, L::kNone, 0},
    {"RANDOMKEY", K::kAll, 0, L::kNil, 0},
    {"READONLY", K::kAll, 0, L::kNone, 0},
    {"READWRITE", K::kAll, 0, L::kNone, 0},
    {"RENAME", K::kAll},
    {"RENAMENX", K::kAll},
    {"RESET", K::kAll, 0, L::kNone, 0, E::kResets},
    {"RESTORE", K::kFirst, 2},
    {"ROLE", K::kAll, 0, L::kNone, 0},
    {"RPOP", K::kAll, 0, L::kNil},
    {"RPOPLPUSH", K::kAll, 0, L::kNil},
    {"RPUSH", K::kFirst, 1},
    {"RPUSHX", K::kFirst, 1},
    {"SADD", K::kFirst, 1},
    {"SAVE", K::kAll, 0, L::kNone, 0},
    {"SCAN", K::kAll, 0, L::kNone, 0, E::kNone, true},
    {"SCARD", K::kAll},
    {"SCRIPT", K::kFirst, 1, L::kNone, 0},
    {"SDIFF", K::kAll, 0, L::kEmpty},
    {"SDIFFSTORE", K::kAll},
    {"SELECT", K::kAll, 0, L::kNone, 0, E::kSelects},
    {"SET", K::kFirst, 1},
    {"SETBIT", K::kFirst, 2},
    {"SETEX", K::kFirst, 2},
    {"SETNX", K::kFirst, 1},
    {"SETRANGE", K::kFirst, 1},
    {"SINTER", K::kAll, 0, L::kEmpty},
    {"SINTERCARD", K::kAll, 0, L::kNone, 2},
    {"SINTERSTORE", K::kAll},
    {"SISMEMBER", K::kFirst, 1, L::kNumber},
    {"SLOWLOG", K::kAll, 0, L::kNone, 0},
    {"SMEMBERS", K::kAll, 0, L::kEmpty},
    {"SMISMEMBER", K::kFirst, 1, L::kEach},
    {"SMOVE", K::kFirst, 2},
    {"SORT", K::kAll},
    {"SORT_RO", K::kAll},
    {"SPOP", K::kAll, 0, L::kEmpty},
    {"SPUBLISH", K::kFirst, 1, L::kNone, 0},
    {"SRANDMEMBER", K::kAll, 0, L::kEmpty},
    {"SREM", K::kFirst, 1},
    {"SSCAN", K::kAll, 0, L::kNone, 1, E::kNone, true},
    {"SSUBSCRIBE", K::kAll, 0, L::kNone, 0},
    {"STRLEN", K::kAll},
    {"SUBSCRIBE", K::kAll, 0, L::kNone, 0},
    {"SUBSTR", K::kAll, 0, L::kEmpty},
    {"SUNION", K::kAll, 0, L::kEmpty},
    {"SUNIONSTORE", K::kAll},
    {"SUNSUBSCRIBE", K::kAll, 0, L::kNone, 0},
    {"SWAPDB", K::kAll, 0, L::kNone, 0},
    {"TIME", K::kAll, 0, L::kNone, 0},
    {"TOUCH", K::kAll},
    {"TTL", K::kAll},
    {"TYPE", K::kAll},
    {"UNLINK", K::kAll},
    {"UNSUBSCRIBE", K::kAll, 0, L::kNone, 0},
    {"UNWATCH", K::kAll, 0, L::kNone, 0},
    {"WAIT", K::kAll, 0, L::kNone, 0},
    {"WATCH", K::kAll},
    {"XACK", K::kAll},
    {"XADD", K::kAlternate, 2},
    {"XCLAIM", K::kAll},
    {"XDEL", K::kAll},
    {"XGROUP", K::kAll, 0, L::kNone, 2},
    {"XINFO", K::kAll, 0, L::kNone, 2},
    {"XLEN", K::kAll},
    {"XPENDING", K::kAll},
    {"XRANGE", K::kAll, 0, L::kEmpty},
    {"XREAD", K::kAll, 0, L::kNil, 0},
    {"XREADGROUP", K::kAll, 0, L::kNil, 0},
    {"XREVRANGE", K::kAll, 0, L::kEmpty},
    {"XTRIM", K::kAll},
    {"ZADD", K::kFirst, 1},
    {"ZCARD", K::kAll},
    {"ZCOUNT", K::kFirst, 1},
    {"ZDIFF", K::kAll, 0, L::kEmpty, 2},
    {"ZDIFFSTORE", K::kAll},
    {"ZINCRBY", K::kFirst, 1},
    {"ZINTER", K::kAll, 0, L::kEmpty, 2},
    {"ZINTERCARD", K::kAll, 0, L::kNone, 2},
    {"ZINTERSTORE", K::kAll},
    {"ZLEXCOUNT", K::kFirst, 1},
    {"ZMPOP", K::kAll, 0, L::kNil, 2},
    {"ZMSCORE", K::kFirst, 1, L::kEach},
    {"ZPOPMAX", K::kAll, 0, L::kEmpty},
    {"ZPOPMIN", K::kAll, 0, L::kEmpty},
    {"ZRANDMEMBER", K::kAll, 0, L::kEmpty},
    {"ZRANGE", K::kAll, 0, L::kEmpty},
    {"ZRANGEBYLEX", K::kFirst, 1, L::kEmpty},
    {"ZRANGEBYSCORE", K::kFirst, 1, L::kEmpty},
    {"ZRANGESTORE", K::kAll},
    {"ZRANK", K::kFirst, 1, L::kNil},
    {"ZREM", K::kFirst, 1},
    {"ZREMRANGEBYLEX", K::kFirst, 1},
    {"ZREMRANGEBYRANK", K::kAll},
    {"ZREMRANGEBYSCORE", K::kFirst, 1},
    {"ZREVRANGE", K::kAll, 0, L::kEmpty},
    {"ZREVRANGEBYLEX", K::kFirst, 1, L::kEmpty},
    {"ZREVRANGEBYSCORE", K::kFirst, 1, L::kEmpty},
    {"ZREVRANK", K::kFirst, 1, L::kNil},
    {"ZSCAN", K::kAll, 0, L::kNone, 1, E::kNone, true},
    {"ZSCORE", K::kFirst, 1, L::kNil},
    {"ZUNION", K::kAll, 0, L::kEmpty, 2},
    {"ZUNIONSTORE", K::kAll},
};

constexpr CommandRule kUnknown{};

constexpr char Upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool IsNamed(const CommandRule& rule, std::string_view name) noexcept {
  if (rule.name.size() != name.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (rule.name[i] != Upper(name[i])) return false;
  }
  return true;
}

constexpr std::size_t kSlots = 1024;
constexpr std::size_t kLongest = 32;

// FNV-1a of the name in upper case.
constexpr std::size_t SlotOf(std::string_view name) noexcept {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(Upper(c))) * 16777619U;
  return (hash ^ (hash >> 15U)) % kSlots;
}

/// One more than the index of a rule; 0: free.
constexpr std::array<std::uint16_t, kSlots> MakeTable() {
  std::array<std::uint16_t, kSlots> table{};
  for (std::size_t i = 0; i < std::size(kRules); ++i) {
    std::size_t slot = SlotOf(kRules[i].name);
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}

constexpr std::array<std::uint16_t, kSlots> kTable = MakeTable();

}  // namespace

const CommandRule& FindCommand(std::string_view name) noexcept {
  if (name.size() > kLongest) return kUnknown;
  for (std::size_t slot = SlotOf(name); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const CommandRule& rule = kRules[kTable[slot] - 1U];
    if (IsNamed(rule, name)) return rule;
  }
  return kUnknown;
}

}  // namespace dbspan::redis
