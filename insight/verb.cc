#include "insight/verb.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kSqlThatRepeats[] = {
    "ALTER",    "ANALYZE", "BEGIN",      "CALL",      "CLOSE",  "COMMIT", "CONNECT", "COPY",
    "CREATE",   "DECLARE", "DEALLOCATE", "DISCARD",   "DROP",   "END",    "EXPLAIN", "FETCH",
    "GRANT",    "LISTEN",  "LOCK",       "MOVE",      "NOTIFY", "PING",   "PREPARE", "RELEASE",
    "RESET",    "REVOKE",  "ROLLBACK",   "SAVEPOINT", "SET",    "SHOW",   "START",   "TRUNCATE",
    "UNLISTEN", "UNLOCK",  "USE",        "VACUUM"};

constexpr std::string_view kCommandsThatRepeat[] = {
    "AUTH",     "BLMOVE",     "BLMPOP",     "BLPOP",      "BRPOP",       "BRPOPLPUSH", "BZMPOP",
    "BZPOPMAX", "BZPOPMIN",   "CLIENT",     "CLUSTER",    "CONFIG",      "CONNECT",    "DISCARD",
    "ECHO",     "EXEC",       "HELLO",      "HSCAN",      "INFO",        "MESSAGE",    "MULTI",
    "PING",     "PSUBSCRIBE", "PUBLISH",    "QUIT",       "RESET",       "SCAN",       "SCRIPT",
    "SELECT",   "SSCAN",      "SSUBSCRIBE", "SUBSCRIBE",  "UNSUBSCRIBE", "UNWATCH",    "WAIT",
    "WATCH",    "XACK",       "XREAD",      "XREADGROUP", "ZSCAN",       "PIPELINE"};

constexpr std::string_view kEntryWrites[] = {"SET",    "SETEX", "PSETEX", "SETNX",
                                             "GETSET", "MSET",  "HSET",   "HMSET"};

template <std::size_t N>
bool IsAmong(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

bool IsKeyValueStore(std::string_view system) { return system == "redis" || system == "valkey"; }

bool IsMeantToRepeat(std::string_view system, std::string_view verb) {
  if (verb.empty()) return true;
  return IsKeyValueStore(system) ? IsAmong(kCommandsThatRepeat, verb)
                                 : IsAmong(kSqlThatRepeats, verb);
}

bool WritesEntry(std::string_view system, std::string_view verb) {
  return IsKeyValueStore(system) && IsAmong(kEntryWrites, verb);
}

bool BeginsTransaction(std::string_view verb) { return verb == "BEGIN" || verb == "START"; }

bool EndsTransaction(std::string_view verb) {
  return verb == "COMMIT" || verb == "ROLLBACK" || verb == "END" || verb == "ABORT";
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
