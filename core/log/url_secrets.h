#pragma once

#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A text for a log line or a page, without what may be secret in its URLs: user and password,
/// query, fragment. Where a password may hold a `/`, nothing but the scheme is left: `http://…`.
///
/// What has an `@` and no scheme is taken for a URL as well; everything else stays as it is.
std::string WithoutUrlSecrets(std::string_view text);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
