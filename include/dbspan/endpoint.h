#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dbspan/detail/sink_ids.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace detail {
class EndpointAttributes;
}

/// Server and database of a connection, as far as known; empty strings and zero ports mean "not
/// known".
struct EndpointFields {
  System system;
  std::string database;  ///< `db.namespace`: `database|schema`, schema or database index.
  std::string
      server_address;  ///< Host name or address as the application gave it, or a socket path.
  std::uint16_t server_port = 0;
  std::string peer_address;  ///< Address of the socket's other end (`network.peer.address`).
  std::uint16_t peer_port = 0;
};

/// Server and database of a connection, with their attributes. Immutable; shared by a connection
/// and its live operations.
///
/// Created once per connection. If the connection moves to another server or database (`USE db`,
/// `SELECT 3`, a reconnect), it gets a new endpoint. The attributes are built once, in the
/// constructor, so that an operation only passes them on. Safe to read from any thread.
class Endpoint {
 public:
  explicit Endpoint(EndpointFields fields);
  Endpoint(const Endpoint&) = delete;  // the attributes point into the fields
  Endpoint& operator=(const Endpoint&) = delete;
  ~Endpoint();

  const EndpointFields& fields() const noexcept { return fields_; }
  /// Attributes that follow from the endpoint alone; valid as long as the endpoint exists.
  const detail::EndpointAttributes& attributes() const noexcept { return *attributes_; }
  /// `server.address:server.port`, the address alone, or empty. A span name falls back to this text
  /// if nothing else is known.
  std::string_view server() const noexcept { return server_; }
  /// Hash of the attributes, computed once.
  std::size_t hash() const noexcept { return hash_; }
  /// Ids for the sink of operations (core/span/sink.h): of this endpoint, and of its named
  /// operations.
  const detail::SinkId& sink_id() const noexcept { return sink_id_; }
  const detail::SinkIdsByName& sink_ids() const noexcept { return sink_ids_; }

 private:
  EndpointFields fields_;
  std::string server_;
  std::unique_ptr<const detail::EndpointAttributes> attributes_;
  std::size_t hash_;
  detail::SinkId sink_id_;
  detail::SinkIdsByName sink_ids_;
};

/// An endpoint that a connection and its operations share.
using EndpointPtr = std::shared_ptr<const Endpoint>;

/// A reference to an EndpointPtr, which must outlive it. It saves operations that are not recorded
/// the reference count.
class EndpointView {
 public:
  EndpointView() noexcept = default;
  EndpointView(const EndpointPtr& viewed) noexcept : viewed_(&viewed) {}  // NOLINT(*-explicit-*)
  EndpointView(EndpointPtr&& viewed) = delete;                            // it would dangle at once

  explicit operator bool() const noexcept { return viewed_ != nullptr && *viewed_ != nullptr; }
  const Endpoint* operator->() const noexcept { return viewed_->get(); }
  const Endpoint& operator*() const noexcept { return **viewed_; }
  /// Returns an owning pointer; null if the view is empty.
  EndpointPtr share() const noexcept { return viewed_ == nullptr ? EndpointPtr{} : *viewed_; }

 private:
  const EndpointPtr* viewed_ = nullptr;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
