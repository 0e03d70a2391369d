#pragma once

#include <utility>

/// Defines a member that passes on whatever it is given to the native object's member of the same
/// name.
///
/// One template per name rather than one function per overload: it fits whatever overloads the
/// installed libpqxx has, and does not exist where libpqxx has none that would take the arguments.
/// `NATIVE` is a type to look the member up in, `native()` the object.
#define DBSPAN_FORWARD(NATIVE, NAME)                                                  \
  template <class... Args, class Object = NATIVE> /* dependent: NAME may not exist */ \
  auto NAME(Args&&... args)                                                           \
      const->decltype(std::declval<Object&>().NAME(std::forward<Args>(args)...)) {    \
    return static_cast<Object&>(native()).NAME(std::forward<Args>(args)...);          \
  }                                                                                   \
  static_assert(true, "takes the semicolon")
