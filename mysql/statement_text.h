#pragma once

#include <cstddef>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the text of a statement as the server reads it. Some callers pass a length that includes
/// the terminating NUL (MariaDB Connector/C++). For MariaDB's client a length of -1 means that the
/// text ends at its NUL.
inline std::string_view StatementText(const char* sql, std::size_t length) noexcept {
  if (length == static_cast<std::size_t>(-1)) return {sql};
  while (length != 0 && sql[length - 1] == '\0') --length;
  return {sql, length};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
