#include "core/span/sql_type_name.h"

#include <algorithm>
#include <iterator>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// SQL types, without those that are also common words, such as `name` or `path`. Sorted.
constexpr std::string_view kTypes[] = {"bigint",
                                       "bit varying",
                                       "boolean",
                                       "bytea",
                                       "character varying",
                                       "cidr",
                                       "date",
                                       "datetime",
                                       "decimal",
                                       "double",
                                       "double precision",
                                       "float",
                                       "hstore",
                                       "inet",
                                       "inet4",
                                       "inet6",
                                       "int",
                                       "integer",
                                       "interval",
                                       "json",
                                       "jsonb",
                                       "jsonpath",
                                       "macaddr",
                                       "macaddr8",
                                       "numeric",
                                       "pg_lsn",
                                       "real",
                                       "smallint",
                                       "string",
                                       "text",
                                       "time",
                                       "time with time zone",
                                       "time without time zone",
                                       "timestamp",
                                       "timestamp with time zone",
                                       "timestamp without time zone",
                                       "tinyint",
                                       "tsquery",
                                       "tsvector",
                                       "uuid",
                                       "varbinary",
                                       "varchar",
                                       "xml"};

}  // namespace

std::string_view TypeNameOf(std::string_view argument) noexcept {
  const std::string_view name = argument.substr(0, argument.find('('));
  const bool whole = name.size() == argument.size() || argument.back() == ')';
  return whole && std::binary_search(std::begin(kTypes), std::end(kTypes), name)
             ? name
             : std::string_view{};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
