#pragma once

#include "dbspan/configure.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The Postgres client: `dbspan::configure<dbspan::Postgres>(…)`; environment infix `PG`.
struct Postgres {
  static DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Postgres: `fields().system == dbspan::pg::kSystem` in a hook.
extern const System kSystem;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
