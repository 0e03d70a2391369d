#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A list of libpq's keywords and their values; may be null.
using Keywords = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// Returns the initial schema of a connection: the first schema of the search_path that libpq's
/// `options` set (`-c search_path=shop,public`). Empty if they set none, or if only the server can
/// resolve it (`"$user"`).
std::string SchemaOfOptions(std::string_view options);

/// Returns the first schema of a search_path in Postgres's notation; empty if only the server can
/// resolve it.
std::string SchemaOfSearchPath(std::string_view path);

/// Returns the initial schema for a list of libpq's keywords. Without the keyword `options`, it
/// reads PGOPTIONS.
std::string SchemaOf(const PQconninfoOption* list);

/// Returns the value of a keyword; null if the keyword has none or `list` is null.
const char* ValueOf(const PQconninfoOption* list, std::string_view keyword) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
