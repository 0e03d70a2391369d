#pragma once

#include <memory>

#include "dbspan/configure.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Client;
class Instrumenter;
struct Options;

/// The Redis client, as a tag: `dbspan::configure<dbspan::Redis>(…)`. Environment infix `REDIS`.
struct Redis {
  static Client client() noexcept;
  static detail::DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Redis and other servers with its protocol.
extern const System kSystem;

/// Returns an instrumenter for connections that need options of their own (`UseInstrumenter`).
/// Connections with the same options should share one: each instrumenter has its own cache and
/// switches. The process-wide switch still turns all of them off.
std::shared_ptr<const Instrumenter> MakeInstrumenter(const Options& options);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
