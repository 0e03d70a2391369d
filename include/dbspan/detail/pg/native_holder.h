#pragma once

#include <utility>

#include "dbspan/detail/pg/connect.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Contains the native object. Being the first base class, it is constructed before
/// the traced class and destroyed after it.
template <class Native>
class NativeHolder {
 protected:
  template <class... Args>
  explicit NativeHolder(std::in_place_t /*tag*/, Args&&... args)
      : native_object_(std::forward<Args>(args)...) {}
  template <class... Args>
  explicit NativeHolder(ConnectAttempt& attempt, Args&&... args) try
      : native_object_(std::forward<Args>(args)...) {
  } catch (...) {
    attempt.Fail();
  }

  Native native_object_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
