#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

#if PQXX_VERSION_MAJOR >= 7
using NativeConnection = ::pqxx::connection;
#else
using NativeConnection = ::pqxx::connection_base;
#endif

/// Reads server and database from a connection, if it is open, into its session. Returns whether
/// they are known.
bool ReadEndpoint(const NativeConnection& connection, Session& session) noexcept;

#if PQXX_VERSION_MAJOR >= 7
/// Reads the initial schema of a connection into its session, from its connection string.
void ReadSchema(const NativeConnection& connection, Session& session) noexcept;
#endif

/// Records a connection attempt as an operation if `Options::connect_spans` is on.
///
/// Exists while the native connection is constructed and suppresses recording of the libpq calls
/// below. The operation is described at its end, because the server is not known earlier; if the
/// attempt failed, from the connection string.
class ConnectAttempt {
 public:
  /// Takes the arguments of the connection's constructor. The first one is the connection string,
  /// if it is a text.
  ConnectAttempt() noexcept;
  template <class First, class... Rest>
  explicit ConnectAttempt(const First& first, const Rest&... /*rest*/) : ConnectAttempt() {
    if constexpr (std::is_convertible_v<const First&, std::string_view>) {
      if constexpr (std::is_pointer_v<First>) {
        if (first == nullptr) return;
      }
      connection_string_ = std::string_view{first};
    }
  }

  /// Sets the initial schema of the session, from the connection string.
  void TellSchema(Session& session) const noexcept;
  void Succeed(const Session& session) noexcept;
  /// Records a failed attempt. Call it while the exception is being handled.
  void Fail() noexcept;

 private:
  std::int64_t since_;  // nanoseconds on the steady clock
  std::string_view connection_string_;
  std::optional<ClientAbove> above_{std::in_place, kLibpq};
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
