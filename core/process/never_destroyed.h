#pragma once

#include <cstddef>
#include <new>
#include <utility>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A static object that is never destroyed, because clients are used until the process has ended.
/// It lies in place: making it needs no memory, which may be short when a client is used first.
template <class Type>
class NeverDestroyed {
 public:
  template <class... Arguments>
  explicit NeverDestroyed(Arguments&&... arguments) {
    new (memory_) Type{std::forward<Arguments>(arguments)...};
  }
  NeverDestroyed(const NeverDestroyed&) = delete;
  NeverDestroyed& operator=(const NeverDestroyed&) = delete;

  Type& operator*() noexcept { return *std::launder(reinterpret_cast<Type*>(memory_)); }

 private:
  alignas(Type) std::byte memory_[sizeof(Type)];
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
