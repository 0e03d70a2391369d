#pragma once

#include "dbspan/default_instrumenter.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The Postgres client: `dbspan::configure<dbspan::Postgres>(…)`; environment infix `PG`.
struct Postgres {
  static DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
