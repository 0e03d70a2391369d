#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dbspan::view {

/// Packs with gzip (RFC 1952). The same input gives the same output: no time is written.
std::string Gzip(std::string_view plain);

/// Unpacks gzip or zlib data. Nothing if it is neither, is cut, or would be longer than `most`
/// bytes.
std::optional<std::string> Gunzip(std::string_view packed, std::size_t most);

/// Base64 (RFC 4648) with padding.
std::string Base64(std::string_view bytes);

}  // namespace dbspan::view
