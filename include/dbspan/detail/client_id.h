#pragma once

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A client library that dbspan traces in its own functions. Each number is given by the folder of
/// its client, and is permanent: copies of dbspan of other versions in the process know it too.
enum class ClientId : std::uint8_t { kNone = 8 };

/// Numbers are below this.
inline constexpr std::size_t kMostClients = static_cast<std::size_t>(ClientId::kNone);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
