#pragma once

#include <string_view>

#include "core/options/environment_reader.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Reads the switches of a client (`PG`, `REDIS` …) from the variables of `reader`.
Options ReadOptions(const EnvironmentReader& reader, std::string_view client);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
