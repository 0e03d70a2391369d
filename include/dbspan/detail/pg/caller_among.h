#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "dbspan/call_site.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

template <class Argument, class = void>
struct IsLocation : std::false_type {};
/// `std::source_location`, which C++17 does not have.
template <class Argument>
struct IsLocation<Argument, std::void_t<decltype(std::declval<const Argument&>().file_name()),
                                        decltype(std::declval<const Argument&>().line()),
                                        decltype(std::declval<const Argument&>().function_name())>>
    : std::true_type {};

/// Attributes the operations of a call to the place that it was given: the members of libpqxx 8
/// take their caller's `std::source_location` as last argument. Does nothing if there is none. A
/// stack object.
class CallerAmong {
 public:
  template <class... Args>
  explicit CallerAmong(const Args&... args) noexcept {
    (Look(args), ...);
  }
  CallerAmong(const CallerAmong&) = delete;
  CallerAmong& operator=(const CallerAmong&) = delete;
  ~CallerAmong() = default;

 private:
  template <class Argument>
  void Look(const Argument& argument) noexcept {
    if constexpr (IsLocation<Argument>::value) {
      site_.emplace(argument.file_name(), static_cast<int>(argument.line()),
                    argument.function_name());
    }
  }

  std::optional<CallSite> site_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
