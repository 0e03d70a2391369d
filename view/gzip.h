#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dbspan::view {

/// Compresses with gzip (RFC 1952). The output depends on the input only: it has no timestamp.
std::string Gzip(std::string_view plain);

/// Decompresses gzip or zlib data. Returns nullopt if it is neither, is truncated, or would become
/// longer than `most` bytes.
std::optional<std::string> Gunzip(std::string_view packed, std::size_t most);

/// Encodes in Base64 (RFC 4648) with padding.
std::string Base64(std::string_view bytes);

}  // namespace dbspan::view
