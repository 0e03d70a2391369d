#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns `text` for a log line or a page, without parts of its URLs that may be secret: user and
/// password, query, fragment. If the password may contain a `/`, or the port is no number, only the
/// scheme is kept: `http://…`. The path stays.
///
/// A word with an `@` and no scheme counts as a URL as well; everything else stays unchanged.
std::string WithoutUrlSecrets(std::string_view text);

/// The same without allocating: writes as much of the result as fits to the `size` bytes at `room`,
/// and returns that.
std::string_view WriteWithoutUrlSecrets(std::string_view text, char* room,
                                        std::size_t size) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
