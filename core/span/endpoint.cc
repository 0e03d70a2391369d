#include "dbspan/endpoint.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/metrics/series_limit.h"
#include "core/span/attributes.h"
#include "core/span/endpoint_attributes.h"
#include "core/span/endpoint_check.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

EndpointFields WithoutPiecesOfUrls(EndpointFields fields) noexcept {
  RemovePiecesOfUrls(fields);
  return fields;
}

std::string ServerOf(const EndpointFields& fields) {
  if (fields.server_address.empty() || fields.server_port == 0) return fields.server_address;
  return fields.server_address + ":" + std::to_string(fields.server_port);
}

std::size_t HashOf(const EndpointFields& fields) noexcept {
  const std::hash<std::string_view> hash;
  std::size_t mixed = hash(fields.system.name());
  mixed = MixHash(mixed, hash(fields.database));
  mixed = MixHash(mixed, hash(fields.server_address));
  mixed = MixHash(mixed, fields.server_port);
  mixed = MixHash(mixed, hash(fields.peer_address));
  return MixHash(mixed, fields.peer_port);
}

}  // namespace

Endpoint::~Endpoint() = default;

Endpoint::Endpoint(EndpointFields fields)
    : fields_(WithoutPiecesOfUrls(std::move(fields))),
      server_(ServerOf(fields_)),
      hash_(HashOf(fields_)) {
  auto attributes = std::make_unique<detail::EndpointAttributes>();
  const auto add_text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) attributes->emplace_back(View(key), View(value));
  };
  const auto add_port = [&](std::string_view key, std::uint16_t port, const std::string& address) {
    if (port != 0 && !address.empty()) {
      attributes->emplace_back(View(key), static_cast<std::int64_t>(port));
    }
  };
  add_text(attribute::kSystemName, fields_.system.name());
  add_text(attribute::kNamespace, fields_.database);
  add_text(attribute::kServerAddress, fields_.server_address);
  add_port(attribute::kServerPort, fields_.server_port, fields_.server_address);
  add_text(attribute::kPeerAddress, fields_.peer_address);
  add_port(attribute::kPeerPort, fields_.peer_port, fields_.peer_address);
  attributes_ = std::move(attributes);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
