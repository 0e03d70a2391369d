#pragma once

#include <string_view>

#include "core/span/system_traits.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::string_view kSetUpOperations[] = {"AUTH", "HELLO", "SELECT", "CLIENT"};

/// The limits of semconv and finer ones below 1 ms, because most commands take less.
inline constexpr double kDurationBuckets[] = {
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

/// Redis and compatible servers: Valkey, KeyDB, Dragonfly.
inline constexpr dbspan::detail::SystemTraits kTraits = [] {
  dbspan::detail::SystemTraits traits{"redis", "dbspan.redis", "REDIS"};
  traits.namespace_kind = dbspan::detail::NamespaceKind::kIndex;
  traits.old_namespace_key = "db.redis.database_index";
  traits.set_up_operations = kSetUpOperations;
  traits.duration_buckets = kDurationBuckets;
  return traits;
}();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
