#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// libpq's keywords and values; may be null.
using Keywords = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// The schema that a connection begins with: the first of the search_path that libpq's `options`
/// set (`-c search_path=shop,public`). Empty if they set none, or one that only the server knows
/// (`"$user"`).
std::string SchemaOfOptions(std::string_view options);

/// The same of a search_path as Postgres writes it.
std::string SchemaOfSearchPath(std::string_view path);

/// The same of a list of libpq's keywords, or of PGOPTIONS where it has no `options`.
std::string SchemaOf(const PQconninfoOption* list);

/// The value of a keyword; null if there is none, or no list.
const char* ValueOf(const PQconninfoOption* list, std::string_view keyword) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
