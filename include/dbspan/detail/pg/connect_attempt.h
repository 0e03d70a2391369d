#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/session.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An attempt to connect: an operation of its own with `Options::connect_spans`, else nothing.
///
/// Lives while the native connection is constructed, and keeps what happens below quiet. Described
/// when it is over, because only then the server is known; a failed one is described by its
/// connection string.
class ConnectAttempt {
 public:
  /// Made from the constructor's arguments: the first is the connection string, if it is a text.
  ConnectAttempt() noexcept : since_(std::chrono::steady_clock::now()) {}
  template <class First, class... Rest>
  explicit ConnectAttempt(const First& first, const Rest&... /*rest*/) : ConnectAttempt() {
    if constexpr (std::is_convertible_v<const First&, std::string_view>) {
      if constexpr (std::is_pointer_v<First>) {
        if (first == nullptr) return;
      }
      connection_string_ = std::string_view{first};
    }
  }

  /// Tells the session which schema the connection begins with.
  void TellSchema(Session& session) const noexcept;
  void Succeed(const Session& session) noexcept;
  /// The exception is being handled.
  void Fail() noexcept;

 private:
  std::chrono::steady_clock::time_point since_;
  std::string_view connection_string_;
  std::optional<ClientAbove> above_{std::in_place, kLibpq};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
