#pragma once

#include "dbspan/configure.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The Postgres client, as a tag: `dbspan::configure<dbspan::Postgres>(…)`. Environment infix `PG`.
struct Postgres {
  static detail::DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The system Postgres. Compare it in a hook: `fields().system == dbspan::pg::kSystem`.
extern const System kSystem;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
