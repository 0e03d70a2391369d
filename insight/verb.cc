#include "insight/verb.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kSqlThatRepeats[] = {
    "ABORT",    "ALTER",   "ANALYZE",    "BEGIN",     "BINLOG",     "CACHE",    "CALL",
    "CHANGE",   "CHECK",   "CHECKPOINT", "CHECKSUM",  "CLOSE",      "CLUSTER",  "COMMENT",
    "COMMIT",   "CONNECT", "COPY",       "CREATE",    "DEALLOCATE", "DECLARE",  "DESC",
    "DESCRIBE", "DISCARD", "DO",         "DROP",      "END",        "EXPLAIN",  "FETCH",
    "FLUSH",    "GRANT",   "HANDLER",    "HELP",      "IMPORT",     "INSTALL",  "KILL",
    "LISTEN",   "LOAD",    "LOCK",       "MOVE",      "NOTIFY",     "OPTIMIZE", "PING",
    "PREPARE",  "PURGE",   "REASSIGN",   "REFRESH",   "REINDEX",    "RELEASE",  "RENAME",
    "REPAIR",   "RESET",   "REVOKE",     "ROLLBACK",  "SAVEPOINT",  "SECURITY", "SET",
    "SHOW",     "START",   "TRUNCATE",   "UNINSTALL", "UNLISTEN",   "UNLOCK",   "USE",
    "VACUUM",   "XA"};

constexpr std::string_view kCommandsThatRepeat[] = {
    "AUTH",     "BLMOVE",     "BLMPOP",     "BLPOP",      "BRPOP",       "BRPOPLPUSH", "BZMPOP",
    "BZPOPMAX", "BZPOPMIN",   "CLIENT",     "CLUSTER",    "CONFIG",      "CONNECT",    "DISCARD",
    "ECHO",     "EXEC",       "HELLO",      "HSCAN",      "INFO",        "MESSAGE",    "MULTI",
    "PING",     "PSUBSCRIBE", "PUBLISH",    "QUIT",       "RESET",       "SCAN",       "SCRIPT",
    "SELECT",   "SSCAN",      "SSUBSCRIBE", "SUBSCRIBE",  "UNSUBSCRIBE", "UNWATCH",    "WAIT",
    "WATCH",    "XACK",       "XREAD",      "XREADGROUP", "ZSCAN",       "PIPELINE"};

constexpr std::string_view kEntryWrites[] = {"SET",    "SETEX", "PSETEX", "SETNX",
                                             "GETSET", "MSET",  "HSET",   "HMSET"};

// Commands that write keys, besides those that write entries of a cache.
constexpr std::string_view kOtherWrites[] = {
    "APPEND",       "BITFIELD", "COPY",     "DECR",  "DECRBY", "GEOADD",      "HINCRBY",
    "HINCRBYFLOAT", "HSETEX",   "HSETNX",   "INCR",  "INCRBY", "INCRBYFLOAT", "JSON.MSET",
    "JSON.SET",     "LPUSH",    "MSETNX",   "PFADD", "RENAME", "RESTORE",     "RPUSH",
    "SADD",         "SETBIT",   "SETRANGE", "XADD",  "ZADD",   "ZINCRBY"};

constexpr std::string_view kQuestions[] = {"BF.EXISTS",  "BF.MEXISTS", "CF.EXISTS",
                                           "CF.MEXISTS", "EXISTS",     "GETBIT",
                                           "HEXISTS",    "SISMEMBER",  "SMISMEMBER"};

constexpr std::string_view kTakers[] = {"LMOVE", "LMPOP", "LPOP",    "RPOP",   "RPOPLPUSH",
                                        "SPOP",  "ZMPOP", "ZPOPMAX", "ZPOPMIN"};

// MySQL's and MariaDB's errors about values: duplicate keys, constraints, ranges, conversions.
constexpr std::string_view kNumbersAboutValues[] = {
    "1048", "1062", "1136", "1216", "1217", "1264", "1265", "1292", "1365", "1366", "1406",
    "1411", "1451", "1452", "1557", "1586", "1644", "1690", "1761", "3819", "4025"};

template <std::size_t N>
bool IsAmong(const std::string_view (&words)[N], std::string_view word) {
  return std::any_of(std::begin(words), std::end(words),
                     [word](std::string_view one) { return IsVerb(word, one); });
}

}  // namespace

bool IsVerb(std::string_view verb, std::string_view capitals) {
  return std::equal(verb.begin(), verb.end(), capitals.begin(), capitals.end(),
                    [](char letter, char capital) {
                      return letter == capital ||
                             (letter >= 'a' && letter <= 'z' && letter - 'a' + 'A' == capital);
                    });
}

bool IsKeyValueStore(std::string_view system) { return system == "redis" || system == "valkey"; }

bool IsMeantToRepeat(std::string_view system, std::string_view verb) {
  if (verb.empty()) return true;
  return IsKeyValueStore(system) ? IsAmong(kCommandsThatRepeat, verb)
                                 : IsAmong(kSqlThatRepeats, verb);
}

bool WritesEntry(std::string_view system, std::string_view verb) {
  return IsKeyValueStore(system) && IsAmong(kEntryWrites, verb);
}

bool WritesKeys(std::string_view system, std::string_view verb) {
  return WritesEntry(system, verb) || (IsKeyValueStore(system) && IsAmong(kOtherWrites, verb));
}

bool ExpectsToFind(std::string_view verb) {
  return !IsAmong(kQuestions, verb) && !IsAmong(kTakers, verb);
}

bool Takes(std::string_view verb) { return IsAmong(kTakers, verb); }

bool IsAboutValues(std::string_view system, std::string_view error) {
  if (IsKeyValueStore(system)) return error == "WRONGTYPE";
  const std::string_view of_sqlstate = error.size() == 5 ? error.substr(0, 2) : "";
  return of_sqlstate == "22" || of_sqlstate == "23" || IsAmong(kNumbersAboutValues, error);
}

bool BeginsTransaction(std::string_view verb) {
  return IsVerb(verb, "BEGIN") || IsVerb(verb, "START");
}

bool EndsTransaction(std::string_view verb) {
  return IsVerb(verb, "COMMIT") || IsVerb(verb, "ROLLBACK") || IsVerb(verb, "END") ||
         IsVerb(verb, "ABORT");
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
