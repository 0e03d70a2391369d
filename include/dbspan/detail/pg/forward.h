#pragma once

#include <utility>

/// Defines a member function that forwards its arguments to the member of the same name of the
/// native object.
///
/// It is one template per name, not one function per overload. So it supports all overloads of the
/// installed libpqxx, and drops out of overload resolution if libpqxx has no match. `NATIVE` is the
/// type in which the member is looked up, `native()` the object.
#define DBSPAN_FORWARD(NATIVE, NAME)                                                  \
  template <class... Args, class Object = NATIVE> /* dependent: NAME may not exist */ \
  auto NAME(Args&&... args)                                                           \
      const->decltype(std::declval<Object&>().NAME(std::forward<Args>(args)...)) {    \
    return static_cast<Object&>(native()).NAME(std::forward<Args>(args)...);          \
  }                                                                                   \
  static_assert(true, "takes the semicolon")
