#include "insight/verb.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kSqlThatRepeats[] = {
    "ABORT",    "ALTER",    "ANALYZE",    "BEGIN",     "BINLOG",     "CACHE",    "CALL",
    "CHANGE",   "CHECK",    "CHECKPOINT", "CHECKSUM",  "CLOSE",      "CLUSTER",  "COMMENT",
    "COMMIT",   "CONNECT",  "COPY",       "CREATE",    "DEALLOCATE", "DECLARE",  "DESC",
    "DESCRIBE", "DISCARD",  "DO",         "DROP",      "END",        "EXPLAIN",  "FETCH",
    "FLUSH",    "GRANT",    "HANDLER",    "HELP",      "IMPORT",     "INSTALL",  "KILL",
    "LISTEN",   "LOAD",     "LOCK",       "MOVE",      "NOTIFY",     "OPTIMIZE", "PREPARE",
    "PURGE",    "REASSIGN", "REFRESH",    "REINDEX",   "RELEASE",    "RENAME",   "REPAIR",
    "RESET",    "REVOKE",   "ROLLBACK",   "SAVEPOINT", "SECURITY",   "SET",      "SHOW",
    "START",    "TRUNCATE", "UNINSTALL",  "UNLISTEN",  "UNLOCK",     "USE",      "VACUUM",
    "XA"};

constexpr std::string_view kCommandsThatRepeat[] = {
    "AUTH",     "BLMOVE", "BLMPOP",  "BLPOP",   "BRPOP",   "BRPOPLPUSH", "BZMPOP",    "BZPOPMAX",
    "BZPOPMIN", "CLIENT", "CLUSTER", "CONFIG",  "CONNECT", "DISCARD",    "ECHO",      "EXEC",
    "HELLO",    "HSCAN",  "INFO",    "MESSAGE", "MULTI",   "PSUBSCRIBE", "PUBLISH",   "QUIT",
    "RESET",    "SCAN",   "SCRIPT",  "SELECT",  "SSCAN",   "SSUBSCRIBE", "SUBSCRIBE", "UNSUBSCRIBE",
    "UNWATCH",  "WAIT",   "WATCH",   "XACK",    "XREAD",   "XREADGROUP", "ZSCAN",     "PIPELINE"};

constexpr std::string_view kEntryWrites[] = {"SET", "SETEX", "PSETEX", "MSET", "HSET", "HMSET"};

constexpr std::string_view kWholeEntries[] = {"SET", "SETEX", "PSETEX"};

constexpr std::string_view kWritesOfSeveral[] = {"JSON.MSET", "MSET", "MSETNX"};

// Commands that write keys, besides those that write entries of a cache.
constexpr std::string_view kOtherWrites[] = {
    "APPEND", "BITFIELD",    "COPY",         "DECR",     "DECRBY", "GEOADD",
    "GETSET", "HINCRBY",     "HINCRBYFLOAT", "HSETEX",   "HSETNX", "INCR",
    "INCRBY", "INCRBYFLOAT", "JSON.MSET",    "JSON.SET", "LPUSH",  "MSETNX",
    "PFADD",  "RENAME",      "RESTORE",      "RPUSH",    "SADD",   "SETBIT",
    "SETNX",  "SETRANGE",    "XADD",         "ZADD",     "ZINCRBY"};

constexpr std::string_view kQuestions[] = {"BF.EXISTS",  "BF.MEXISTS", "CF.EXISTS",
                                           "CF.MEXISTS", "EXISTS",     "GETBIT",
                                           "HEXISTS",    "SISMEMBER",  "SMISMEMBER"};

constexpr std::string_view kTakers[] = {"LMOVE", "LMPOP", "LPOP",    "RPOP",   "RPOPLPUSH",
                                        "SPOP",  "ZMPOP", "ZPOPMAX", "ZPOPMIN"};

// Commands that take a lock: `SETNX` also stands for `SET` with the option NX.
constexpr std::string_view kLocks[] = {"MSETNX", "SETNX"};

// Commands that give up or extend what such a command took; scripts do it in one step.
constexpr std::string_view kRemovals[] = {"DEL", "EXPIRE", "PEXPIRE", "UNLINK"};
constexpr std::string_view kScripts[] = {"EVAL", "EVALSHA", "FCALL"};

// Like the takers, but they wait until there is something.
constexpr std::string_view kWaitingTakers[] = {"BLMOVE",   "BLMPOP",     "BLPOP",
                                               "BRPOP",    "BRPOPLPUSH", "BZMPOP",
                                               "BZPOPMAX", "BZPOPMIN",   "XREADGROUP"};

// MySQL's and MariaDB's errors about values: duplicate keys, constraints, ranges, conversions.
constexpr std::string_view kNumbersAboutValues[] = {
    "1048", "1062", "1136", "1216", "1217", "1264", "1265", "1292", "1365", "1366", "1406",
    "1411", "1451", "1452", "1557", "1586", "1644", "1690", "1761", "3819", "4025"};

template <std::size_t N>
bool IsAmong(const std::string_view (&words)[N], std::string_view word) {
  return std::any_of(std::begin(words), std::end(words),
                     [word](std::string_view one) { return IsVerb(word, one); });
}

// Returns what follows the first argument of a command, which may be quoted and contain anything.
std::string_view AfterKey(std::string_view text) {
  text.remove_prefix(std::min(text.find(' '), text.size()));
  text.remove_prefix(std::min<std::size_t>(1, text.size()));
  std::size_t end = 0;
  const bool quoted = !text.empty() && text.front() == '"';
  if (quoted) {
    for (end = 1; end < text.size() && text[end] != '"'; ++end) {
      if (text[end] == '\\') ++end;
    }
  }
  return text.substr(std::min(text.find(' ', std::min(end, text.size())), text.size()));
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

bool WritesWholeEntry(std::string_view verb) { return IsAmong(kWholeEntries, verb); }

bool WritesSeveralEntries(std::string_view verb) { return IsAmong(kWritesOfSeveral, verb); }

bool WritesKeys(std::string_view system, std::string_view verb) {
  return WritesEntry(system, verb) || (IsKeyValueStore(system) && IsAmong(kOtherWrites, verb));
}

bool RemovesKeys(std::string_view verb) { return IsAmong(kRemovals, verb); }

bool MayReadKey(std::string_view system, std::string_view verb) {
  return !WritesEntry(system, verb) && !RemovesKeys(verb);
}

bool ExpectsToFind(std::string_view verb) {
  return !IsAmong(kQuestions, verb) && !IsAmong(kTakers, verb);
}

bool TakesJob(std::string_view verb) {
  return IsAmong(kTakers, verb) || IsAmong(kWaitingTakers, verb);
}

bool TakesLock(std::string_view system, std::string_view verb) {
  return IsKeyValueStore(system) && IsAmong(kLocks, verb);
}

bool RunsScript(std::string_view verb) { return IsAmong(kScripts, verb); }

std::string_view VerbOfCommand(std::string_view name, std::string_view text) {
  if (!IsVerb(name, "SET")) return name;
  text = text.substr(0, text.find('\n'));
  text = AfterKey(text);
  // The options follow the value, which is redacted.
  constexpr std::string_view kValue = " ? ";
  const auto value = text.rfind(kValue);
  if (value == std::string_view::npos) return name;
  text.remove_prefix(value + kValue.size());
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (IsVerb(word, "NX")) return "SETNX";
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return name;
}

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
