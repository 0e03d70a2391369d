#include "pg/server_names.h"

#include <cstddef>
#include <string_view>

#include "core/span/endpoint_check.h"
#include "core/text/view_of.h"
#include "pg/schema.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string_view TextOf(const PQconninfoOption* keywords, std::string_view keyword) noexcept {
  return ViewOf(ValueOf(keywords, keyword));
}

// Checks each element of a comma-separated list. An empty element means the default.
template <class IsValid>
bool AreAll(std::string_view list, IsValid is_valid) noexcept {
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string_view one = list.substr(0, comma);
    if (!one.empty() && !is_valid(one)) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

bool NamesServers(const PQconninfoOption* keywords) noexcept {
  return IsNamespace(TextOf(keywords, "dbname")) &&
         AreAll(TextOf(keywords, "host"), &IsServerAddress) &&
         AreAll(TextOf(keywords, "port"),
                [](std::string_view port) noexcept { return PortOfText(port) != 0; });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
