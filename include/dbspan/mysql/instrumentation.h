#pragma once

#include "dbspan/configure.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The MySQL and MariaDB client, as a tag: `dbspan::configure<dbspan::MySql>(…)`. Environment infix
/// `MYSQL`.
struct MySql {
  static detail::DefaultInstrumenter& instrumenter();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

extern const System kSystem;   ///< MySQL.
extern const System kMariaDb;  ///< MariaDB, recognized by the server's version string.

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
