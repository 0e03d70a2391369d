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

/// Returns true for commands that write keys: those of `WritesEntry`, `ZADD`, `INCR`, `LPUSH`.
bool WritesKeys(std::string_view system, std::string_view verb);

/// Returns false for commands of Redis for which it is an ordinary answer that nothing is there:
/// questions (`EXISTS`, `SISMEMBER`) and queues (`LPOP`).
bool ExpectsToFind(std::string_view verb);

/// Returns true for commands of Redis that take elements away: `LPOP`, `SPOP`.
bool Takes(std::string_view verb);

/// Returns true for types of errors that depend on the values of a statement: duplicate keys,
/// constraints, conversions. The next execution has others, so that it is no retry.
bool IsAboutValues(std::string_view system, std::string_view error);

/// Returns true for `redis` and `valkey`.
bool IsKeyValueStore(std::string_view system);

bool BeginsTransaction(std::string_view verb);
bool EndsTransaction(std::string_view verb);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
