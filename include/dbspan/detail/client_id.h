#pragma once

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Id of a client library whose own functions dbspan traces. Each client's folder defines its id.
/// Ids never change, because copies of dbspan of different versions in one process share them.
enum class ClientId : std::uint8_t { kNone = 8 };

/// All ids are smaller than this.
inline constexpr std::size_t kMostClients = static_cast<std::size_t>(ClientId::kNone);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
