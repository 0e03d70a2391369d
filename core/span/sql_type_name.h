#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the name of a type without its modifier, such as `character varying(3)`; empty if the
/// argument is not a SQL type.
std::string_view TypeNameOf(std::string_view argument) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
