#pragma once

#include "dbspan/configure.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Client;

/// The Redis client, as a tag: `dbspan::configure<dbspan::Redis>(…)`. Environment infix `REDIS`.
struct Redis {
  static Client client() noexcept;
  static DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Redis and other servers with its protocol.
extern const System kSystem;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
