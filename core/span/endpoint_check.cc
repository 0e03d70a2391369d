#include "core/span/endpoint_check.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "core/text/starts_with.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kAfterScheme = "://";

bool IsNameCharacter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool IsName(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsNameCharacter);
}

// An IPv6 address, perhaps with a zone: `fe80::1%eth0`.
bool IsIpv6(std::string_view text) noexcept {
  const std::size_t zone = text.find('%');
  if (zone != std::string_view::npos && !IsName(text.substr(zone + 1))) return false;
  const std::string_view address = text.substr(0, zone);
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (address.size() >= terminated.size()) return false;
  std::copy(address.begin(), address.end(), terminated.begin());
  in6_addr parsed{};
  return inet_pton(AF_INET6, terminated.data(), &parsed) == 1;
}

bool IsSocket(std::string_view text) noexcept {
  const bool begins = StartsWith(text, "/") || StartsWith(text, "@") || StartsWith(text, "./") ||
                      StartsWith(text, "../");
  return begins && text.substr(1).find_first_of("@?=") == std::string_view::npos &&
         text.find(kAfterScheme) == std::string_view::npos;
}

}  // namespace

bool IsServerAddress(std::string_view text) noexcept {
  return IsName(text) || IsSocket(text) || IsIpv6(text);
}

bool IsNamespace(std::string_view text) noexcept {
  return text.find_first_of("@=") == std::string_view::npos &&
         text.find(kAfterScheme) == std::string_view::npos;
}

std::uint16_t PortOfText(std::string_view text) noexcept {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const std::from_chars_result read = std::from_chars(text.data(), end, port);
  return read.ec == std::errc{} && read.ptr == end ? port : std::uint16_t{0};
}

void RemovePiecesOfUrls(EndpointFields& fields) noexcept {
  const bool in_doubt = !IsNamespace(fields.database);
  if (in_doubt) fields.database.clear();
  if (in_doubt || !IsServerAddress(fields.server_address)) {
    fields.server_address.clear();
    fields.server_port = 0;
  }
  if (!IsServerAddress(fields.peer_address)) {
    fields.peer_address.clear();
    fields.peer_port = 0;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
