#pragma once

#include <pqxx/version>

#include <utility>

#include "dbspan/detail/pg/copy_description.h"
#include "dbspan/detail/pg/forward.h"
#include "dbspan/detail/pg/running.h"
#include "dbspan/pg/connection.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Base of the traced streams of COPY: owns the native stream and its operation, and converts to
/// the native stream.
template <class Native>
class CopyStream {
 public:
  Native& native() const noexcept { return const_cast<Native&>(native_); }
  operator Native&() noexcept { return native_; }  // NOLINT(*-explicit-*): drop-in
  operator bool() const noexcept { return static_cast<bool>(native_); }  // NOLINT(*-explicit-*)
  bool operator!() const noexcept { return !native_; }

  void complete(DBSPAN_ONLY_PLACE) {
    running_.Call([&] { native_.complete(DBSPAN_PASS_PLACE); });
    running_.End();
  }
  DBSPAN_FORWARD(Native, classname);
  DBSPAN_FORWARD(Native, description);
  DBSPAN_FORWARD(Native, name);

 protected:
  /// `make` creates the native stream, inside the operation.
  template <class Make>
  CopyStream(const ::dbspan::pqxx::connection_base& connection, Running::Rows rows,
             const CopyDescription& describe, Make&& make)
      : running_(connection, rows, describe), native_(running_.Call(std::forward<Make>(make))) {}
#if PQXX_VERSION_MAJOR >= 7
  CopyStream(CopyStream&& other) noexcept
      : running_(std::move(other.running_)), native_(std::move(other.native_)) {}
#endif
  ~CopyStream() = default;

  Running running_;
  Native native_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
