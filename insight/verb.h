#pragma once

#include <string_view>

namespace dbspan::insight {

/// True for verbs for which repeating is how they are meant to be used: transaction control,
/// cursors, COPY, settings, definitions; waiting and scanning commands of Redis.
bool IsMeantToRepeat(std::string_view system, std::string_view verb);

/// True for commands that write an entry of a cache: `SET`, `SETEX`, `MSET`, `HSET`.
bool WritesEntry(std::string_view system, std::string_view verb);

/// True for `redis` and `valkey`.
bool IsKeyValueStore(std::string_view system);

bool BeginsTransaction(std::string_view verb);
bool EndsTransaction(std::string_view verb);

}  // namespace dbspan::insight
