#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

// If a URL contains a password with unescaped delimiters, or stands where a host, a path or a
// database belongs, clients take pieces of it for addresses, ports and databases. These functions
// are the rule for all clients: what may be such a piece is not recorded.

/// Tells whether `text` can be the address of a server: a host name, an IPv4 or IPv6 address
/// (without brackets), or the path of a socket. Empty text is none.
///
/// Host names consist of letters, digits, `.`, `-`, `_` and characters outside of ASCII. Paths
/// begin with `/`, `./` or `../`, abstract sockets with `@`; a further `@`, `?`, `=` or `://`
/// belongs to a URL.
bool IsServerAddress(std::string_view text) noexcept;

/// Tells whether `text` can be a namespace: it has no `@`, `=` or `://`, which belong to URLs and
/// connection strings. True for empty text, which means "not known".
bool IsNamespace(std::string_view text) noexcept;

/// Returns the port that `text` names in decimal digits, from 1 to 65535; 0 for all other text.
std::uint16_t PortOfText(std::string_view text) noexcept;

/// Returns `number` if it is a port, from 1 to 65535; else 0.
constexpr std::uint16_t PortOfNumber(std::int64_t number) noexcept {
  return number > 0 && number <= UINT16_MAX ? static_cast<std::uint16_t>(number) : std::uint16_t{0};
}

/// Removes everything from `fields` that may be a piece of a URL. If the namespace is one, the
/// server is in doubt as well: `postgresql://bob:pass/word@host/db` names the host `bob`.
void RemovePiecesOfUrls(EndpointFields& fields) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
