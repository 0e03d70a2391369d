#pragma once

#include "dbspan/configure.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Client;

/// The Redis client: `dbspan::configure<dbspan::Redis>(…)`; environment infix `REDIS`.
struct Redis {
  static Client client() noexcept;
  static DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Redis, and servers that speak its protocol.
extern const System kSystem;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
