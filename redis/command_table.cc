#include "redis/command_table.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace dbspan::redis {
namespace {

using K = Keep;
using L = Lookup;

// Sorted by name. Which arguments are kept follows the redaction table that the other languages'
// instrumentations use (docs/telemetry.md), and less where theirs would show a script or a password.
constexpr CommandRule kRules[] = {
    {"ACL", K::kFirst, 1}, {"APPEND", K::kFirst, 1}, {"AUTH", K::kFirst}, {"BITCOUNT", K::kAll},
    {"BITFIELD", K::kFirst, 1}, {"BITFIELD_RO", K::kAll}, {"BITOP", K::kAll}, {"BITPOS", K::kAll},
    {"BLMOVE", K::kAll, 0, L::kNil}, {"BLMPOP", K::kAll, 0, L::kNil},
    {"BLPOP", K::kAll, 0, L::kNil}, {"BRPOP", K::kAll, 0, L::kNil},
    {"BRPOPLPUSH", K::kAll, 0, L::kNil}, {"BZMPOP", K::kAll, 0, L::kNil},
    {"BZPOPMAX", K::kAll, 0, L::kNil}, {"BZPOPMIN", K::kAll, 0, L::kNil},
    {"CLIENT", K::kFirst, 1}, {"CLUSTER", K::kAll}, {"COMMAND", K::kAll},
    {"CONFIG", K::kFirst, 2}, {"COPY", K::kAll}, {"DBSIZE", K::kAll}, {"DEBUG", K::kFirst, 1},
    {"DECR", K::kAll}, {"DECRBY", K::kAll}, {"DEL", K::kAll}, {"DISCARD", K::kAll},
    {"DUMP", K::kAll, 0, L::kNil}, {"ECHO", K::kFirst}, {"EVAL", K::kScript},
    {"EVALSHA", K::kFunction}, {"EVALSHA_RO", K::kFunction}, {"EVAL_RO", K::kScript},
    {"EXEC", K::kAll}, {"EXISTS", K::kAll, 0, L::kOfKeys}, {"EXPIRE", K::kAll},
    {"EXPIREAT", K::kAll}, {"EXPIRETIME", K::kAll}, {"FCALL", K::kFunction},
    {"FCALL_RO", K::kFunction}, {"FLUSHALL", K::kAll}, {"FLUSHDB", K::kAll},
    {"FUNCTION", K::kFirst, 1}, {"GEOADD", K::kFirst, 1}, {"GEODIST", K::kAll},
    {"GEOHASH", K::kAll, 0, L::kEach}, {"GEOPOS", K::kAll, 0, L::kEach}, {"GEORADIUS", K::kAll},
    {"GEORADIUSBYMEMBER", K::kAll}, {"GEOSEARCH", K::kAll}, {"GET", K::kAll, 0, L::kNil},
    {"GETBIT", K::kAll}, {"GETDEL", K::kAll, 0, L::kNil}, {"GETEX", K::kAll, 0, L::kNil},
    {"GETRANGE", K::kAll, 0, L::kEmpty}, {"GETSET", K::kFirst, 1, L::kNil}, {"HDEL", K::kAll},
    {"HELLO", K::kFirst, 2}, {"HEXISTS", K::kAll, 0, L::kNumber}, {"HGET", K::kAll, 0, L::kNil},
    {"HGETALL", K::kAll, 0, L::kEmpty}, {"HINCRBY", K::kAll}, {"HINCRBYFLOAT", K::kAll},
    {"HKEYS", K::kAll, 0, L::kEmpty}, {"HLEN", K::kAll}, {"HMGET", K::kAll, 0, L::kEach},
    {"HMSET", K::kAlternate, 1}, {"HRANDFIELD", K::kAll, 0, L::kEmpty}, {"HSCAN", K::kAll},
    {"HSET", K::kAlternate, 1}, {"HSETNX", K::kFirst, 2}, {"HSTRLEN", K::kAll},
    {"HVALS", K::kAll, 0, L::kEmpty}, {"INCR", K::kAll}, {"INCRBY", K::kAll},
    {"INCRBYFLOAT", K::kAll}, {"INFO", K::kAll}, {"JSON.GET", K::kAll, 0, L::kNil},
    {"JSON.MGET", K::kAll, 0, L::kEach}, {"JSON.SET", K::kFirst, 2}, {"KEYS", K::kAll},
    {"LASTSAVE", K::kAll}, {"LATENCY", K::kAll}, {"LINDEX", K::kAll, 0, L::kNil},
    {"LINSERT", K::kFirst, 2}, {"LLEN", K::kAll}, {"LMOVE", K::kAll, 0, L::kNil},
    {"LMPOP", K::kAll, 0, L::kNil}, {"LPOP", K::kAll, 0, L::kNil},
    {"LPOS", K::kFirst, 1, L::kNil}, {"LPUSH", K::kFirst, 1}, {"LPUSHX", K::kFirst, 1},
    {"LRANGE", K::kAll, 0, L::kEmpty}, {"LREM", K::kFirst, 1}, {"LSET", K::kFirst, 1},
    {"LTRIM", K::kAll}, {"MEMORY", K::kAll}, {"MGET", K::kAll, 0, L::kEach},
    {"MIGRATE", K::kFirst, 6}, {"MODULE", K::kFirst, 1}, {"MONITOR", K::kAll}, {"MOVE", K::kAll},
    {"MSET", K::kAlternate}, {"MSETNX", K::kAlternate}, {"MULTI", K::kAll}, {"OBJECT", K::kAll},
    {"PERSIST", K::kAll}, {"PEXPIRE", K::kAll}, {"PEXPIREAT", K::kAll}, {"PEXPIRETIME", K::kAll},
    {"PFADD", K::kFirst, 1}, {"PFCOUNT", K::kAll}, {"PFMERGE", K::kAll}, {"PING", K::kFirst},
    {"PSETEX", K::kFirst, 2}, {"PSUBSCRIBE", K::kAll}, {"PTTL", K::kAll},
    {"PUBLISH", K::kFirst, 1}, {"PUBSUB", K::kAll}, {"PUNSUBSCRIBE", K::kAll}, {"QUIT", K::kAll},
    {"RANDOMKEY", K::kAll, 0, L::kNil}, {"READONLY", K::kAll}, {"READWRITE", K::kAll},
    {"RENAME", K::kAll}, {"RENAMENX", K::kAll}, {"RESET", K::kAll}, {"RESTORE", K::kFirst, 2},
    {"ROLE", K::kAll}, {"RPOP", K::kAll, 0, L::kNil}, {"RPOPLPUSH", K::kAll, 0, L::kNil},
    {"RPUSH", K::kFirst, 1}, {"RPUSHX", K::kFirst, 1}, {"SADD", K::kFirst, 1}, {"SAVE", K::kAll},
    {"SCAN", K::kAll}, {"SCARD", K::kAll}, {"SCRIPT", K::kFirst, 1},
    {"SDIFF", K::kAll, 0, L::kEmpty}, {"SDIFFSTORE", K::kAll}, {"SELECT", K::kAll},
    {"SET", K::kFirst, 1}, {"SETBIT", K::kFirst, 2}, {"SETEX", K::kFirst, 2},
    {"SETNX", K::kFirst, 1}, {"SETRANGE", K::kFirst, 1}, {"SINTER", K::kAll, 0, L::kEmpty},
    {"SINTERCARD", K::kAll}, {"SINTERSTORE", K::kAll}, {"SISMEMBER", K::kFirst, 1, L::kNumber},
    {"SLOWLOG", K::kAll}, {"SMEMBERS", K::kAll, 0, L::kEmpty},
    {"SMISMEMBER", K::kFirst, 1, L::kEach}, {"SMOVE", K::kFirst, 2}, {"SORT", K::kAll},
    {"SORT_RO", K::kAll}, {"SPOP", K::kAll, 0, L::kEmpty}, {"SPUBLISH", K::kFirst, 1},
    {"SRANDMEMBER", K::kAll, 0, L::kEmpty}, {"SREM", K::kFirst, 1}, {"SSCAN", K::kAll},
    {"SSUBSCRIBE", K::kAll}, {"STRLEN", K::kAll}, {"SUBSCRIBE", K::kAll},
    {"SUBSTR", K::kAll, 0, L::kEmpty}, {"SUNION", K::kAll, 0, L::kEmpty},
    {"SUNIONSTORE", K::kAll}, {"SUNSUBSCRIBE", K::kAll}, {"SWAPDB", K::kAll}, {"TIME", K::kAll},
    {"TOUCH", K::kAll}, {"TTL", K::kAll}, {"TYPE", K::kAll}, {"UNLINK", K::kAll},
    {"UNSUBSCRIBE", K::kAll}, {"UNWATCH", K::kAll}, {"WAIT", K::kAll}, {"WATCH", K::kAll},
    {"XACK", K::kAll}, {"XADD", K::kAlternate, 2}, {"XCLAIM", K::kAll}, {"XDEL", K::kAll},
    {"XGROUP", K::kAll}, {"XINFO", K::kAll}, {"XLEN", K::kAll}, {"XPENDING", K::kAll},
    {"XRANGE", K::kAll, 0, L::kEmpty}, {"XREAD", K::kAll, 0, L::kNil},
    {"XREADGROUP", K::kAll, 0, L::kNil}, {"XREVRANGE", K::kAll, 0, L::kEmpty}, {"XTRIM", K::kAll},
    {"ZADD", K::kFirst, 1}, {"ZCARD", K::kAll}, {"ZCOUNT", K::kFirst, 1},
    {"ZDIFF", K::kAll, 0, L::kEmpty}, {"ZDIFFSTORE", K::kAll}, {"ZINCRBY", K::kFirst, 1},
    {"ZINTER", K::kAll, 0, L::kEmpty}, {"ZINTERCARD", K::kAll}, {"ZINTERSTORE", K::kAll},
    {"ZLEXCOUNT", K::kFirst, 1}, {"ZMPOP", K::kAll, 0, L::kNil},
    {"ZMSCORE", K::kFirst, 1, L::kEach}, {"ZPOPMAX", K::kAll, 0, L::kEmpty},
    {"ZPOPMIN", K::kAll, 0, L::kEmpty}, {"ZRANDMEMBER", K::kAll, 0, L::kEmpty},
    {"ZRANGE", K::kAll, 0, L::kEmpty}, {"ZRANGEBYLEX", K::kFirst, 1, L::kEmpty},
    {"ZRANGEBYSCORE", K::kFirst, 1, L::kEmpty}, {"ZRANGESTORE", K::kAll},
    {"ZRANK", K::kFirst, 1, L::kNil}, {"ZREM", K::kFirst, 1}, {"ZREMRANGEBYLEX", K::kFirst, 1},
    {"ZREMRANGEBYRANK", K::kAll}, {"ZREMRANGEBYSCORE", K::kFirst, 1},
    {"ZREVRANGE", K::kAll, 0, L::kEmpty}, {"ZREVRANGEBYLEX", K::kFirst, 1, L::kEmpty},
    {"ZREVRANGEBYSCORE", K::kFirst, 1, L::kEmpty}, {"ZREVRANK", K::kFirst, 1, L::kNil},
    {"ZSCAN", K::kAll}, {"ZSCORE", K::kFirst, 1, L::kNil}, {"ZUNION", K::kAll, 0, L::kEmpty},
    {"ZUNIONSTORE", K::kAll},
};

constexpr CommandRule kUnknown{};

constexpr char Upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Compares as if `name` were in upper case.
int Compare(std::string_view rule, std::string_view name) noexcept {
  const std::size_t shorter = std::min(rule.size(), name.size());
  for (std::size_t i = 0; i < shorter; ++i) {
    const int difference = static_cast<unsigned char>(rule[i]) -
                           static_cast<unsigned char>(Upper(name[i]));
    if (difference != 0) return difference;
  }
  return rule.size() < name.size() ? -1 : static_cast<int>(rule.size() > name.size());
}

constexpr bool IsSorted() noexcept {
  for (std::size_t i = 1; i < std::size(kRules); ++i) {
    if (!(kRules[i - 1].name < kRules[i].name)) return false;
  }
  return true;
}
static_assert(IsSorted(), "the search needs the names in order");

}  // namespace

const CommandRule& FindCommand(std::string_view name) noexcept {
  const auto* found =
      std::lower_bound(std::begin(kRules), std::end(kRules), name,
                       [](const CommandRule& rule, std::string_view key) noexcept {
                         return Compare(rule.name, key) < 0;
                       });
  if (found == std::end(kRules) || Compare(found->name, name) != 0) return kUnknown;
  return *found;
}

}  // namespace dbspan::redis
