#pragma once

#include "dbspan/configure.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The MySQL and MariaDB client: `dbspan::configure<dbspan::MySql>(…)`; environment infix `MYSQL`.
struct MySql {
  static DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

extern const System kSystem;   ///< MySQL.
extern const System kMariaDb;  ///< MariaDB, as its version string says.

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
