#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns true if a verb, in capitals or not, is the one that `capitals` gives.
bool IsVerb(std::string_view verb, std::string_view capitals);

/// Returns true for verbs whose repetition is normal: transaction control, cursors, COPY, settings,
/// definitions; in Redis, commands that wait or scan.
bool IsMeantToRepeat(std::string_view system, std::string_view verb);

/// Returns true for commands that write an entry of a cache: `SET`, `SETEX`, `MSET`, `HSET`.
bool WritesEntry(std::string_view system, std::string_view verb);

/// Returns true for commands of Redis that write one entry with all its contents: `SET`.
bool WritesWholeEntry(std::string_view verb);

/// Returns true for commands of Redis that write several entries at once: `MSET`.
bool WritesSeveralEntries(std::string_view verb);

/// Returns true for commands that write keys: those of `WritesEntry`, `ZADD`, `INCR`, `LPUSH`.
bool WritesKeys(std::string_view system, std::string_view verb);

/// Returns true for commands of Redis that remove keys, now or later: `DEL`, `EXPIRE`.
bool RemovesKeys(std::string_view verb);

/// Returns true for commands that may read an entry of a cache, or ask whether it is there: all
/// that do not only write or remove it.
bool MayReadKey(std::string_view system, std::string_view verb);

/// Returns false for commands of Redis for which it is an ordinary answer that nothing is there:
/// questions (`EXISTS`, `SISMEMBER`) and queues (`LPOP`).
bool ExpectsToFind(std::string_view verb);

/// Returns true for commands of Redis that take elements away, such as jobs of a queue: `LPOP`,
/// `BLPOP`, `XREADGROUP`.
bool TakesJob(std::string_view verb);

/// Returns true for commands of Redis that take a lock: `SETNX`, `SET` with the option NX.
bool TakesLock(std::string_view system, std::string_view verb);

/// Returns true for commands of Redis that run a script, which may do anything: `EVALSHA`.
bool RunsScript(std::string_view verb);

/// Returns the verb of a command of Redis with this name and redacted text: the name, but `SETNX`
/// for `SET` with the option NX, which does the same.
std::string_view VerbOfCommand(std::string_view name, std::string_view text);

/// Returns true for types of errors that depend on the values of a statement: duplicate keys,
/// constraints, conversions. The next execution has others, so that it is no retry.
bool IsAboutValues(std::string_view system, std::string_view error);

/// Returns true for `redis` and `valkey`.
bool IsKeyValueStore(std::string_view system);

bool BeginsTransaction(std::string_view verb);
bool EndsTransaction(std::string_view verb);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
