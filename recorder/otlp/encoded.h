#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Parts of a request that another process has encoded.
enum class Part : std::uint8_t { kResource, kSpan, kLogRecord };

/// Tells whether `bytes` is a valid message of that kind. ToJson and receivers cannot read a
/// request that contains an invalid one.
bool IsEncoded(Part part, std::string_view bytes) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
