#pragma once

#include "dbspan/system.h"
#include "mysql/system.h"
#include "pg/system.h"
#include "redis/system.h"

/// The systems, made from their traits, for programs that are not linked with a client.
namespace dbspan::systems {

inline constexpr System kPostgreSql{pg::kTraits};
inline constexpr System kMySql{mysql::kTraits};
inline constexpr System kMariaDb{mysql::kMariaDbTraits};
inline constexpr System kRedis{redis::kTraits};

}  // namespace dbspan::systems
