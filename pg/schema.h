#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace dbspan::pg {

/// The schema that a connection begins with: the first of the search_path that libpq's `options`
/// set (`-c search_path=shop,public`). Empty if they set none, or one that only the server knows
/// (`"$user"`).
std::string SchemaOfOptions(std::string_view options);

/// The value of a keyword; null if there is none, or no list.
const char* ValueOf(const PQconninfoOption* list, std::string_view keyword) noexcept;

}  // namespace dbspan::pg
