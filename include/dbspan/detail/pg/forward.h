#pragma once

#include <pqxx/version>

#if PQXX_VERSION_MAJOR >= 8
#include <source_location>
#endif
#include <utility>

// The place of a call in the application. The functions of libpqxx 8 take it as their last
// parameter, whose default is the caller; it is the location of their exceptions. So a traced
// function has this parameter, too. Before libpqxx 8, the macros are empty.
#if PQXX_VERSION_MAJOR >= 8
#define DBSPAN_ONLY_PLACE std::source_location place = std::source_location::current()
#define DBSPAN_AND_PLACE , DBSPAN_ONLY_PLACE
#define DBSPAN_PASS_PLACE place
#define DBSPAN_PASS_AND_PLACE , place
#else
#define DBSPAN_ONLY_PLACE
#define DBSPAN_AND_PLACE
#define DBSPAN_PASS_PLACE
#define DBSPAN_PASS_AND_PLACE
#endif

/// Defines a member function that forwards its arguments to the member of the same name of the
/// native object.
///
/// It is one template per name, not one function per overload. So it supports all overloads of the
/// installed libpqxx, and drops out of overload resolution if libpqxx has no match. `NATIVE` is the
/// type in which the member is looked up, `native()` the object.
#define DBSPAN_FORWARD_ALL(NATIVE, NAME)                                              \
  template <class... Args, class Object = NATIVE> /* dependent: NAME may not exist */ \
  auto NAME(Args&&... args)                                                           \
      const->decltype(std::declval<Object&>().NAME(std::forward<Args>(args)...)) {    \
    return static_cast<Object&>(native()).NAME(std::forward<Args>(args)...);          \
  }                                                                                   \
  static_assert(true, "takes the semicolon")

#if PQXX_VERSION_MAJOR >= 8
/// The overloads for up to two arguments pass the place of the call, if libpqxx takes it. A
/// parameter after a pack cannot have a default.
#define DBSPAN_FORWARD(NATIVE, NAME)                                                               \
  template <class Object = NATIVE>                                                                 \
  requires requires(Object & object) { object.NAME(); }                                            \
  decltype(auto) NAME(DBSPAN_ONLY_PLACE) const {                                                   \
    Object& object = native();                                                                     \
    if constexpr (requires { object.NAME(place); }) {                                              \
      return object.NAME(place);                                                                   \
    } else {                                                                                       \
      return object.NAME();                                                                        \
    }                                                                                              \
  }                                                                                                \
  template <class First, class Object = NATIVE>                                                    \
  requires requires(Object & object, First && first) { object.NAME(std::forward<First>(first)); }  \
  decltype(auto) NAME(First&& first DBSPAN_AND_PLACE) const {                                      \
    Object& object = native();                                                                     \
    if constexpr (requires { object.NAME(std::forward<First>(first), place); }) {                  \
      return object.NAME(std::forward<First>(first), place);                                       \
    } else {                                                                                       \
      return object.NAME(std::forward<First>(first));                                              \
    }                                                                                              \
  }                                                                                                \
  template <class First, class Second, class Object = NATIVE>                                      \
  requires requires(Object & object, First && first, Second && second) {                           \
    object.NAME(std::forward<First>(first), std::forward<Second>(second), std::source_location{}); \
  }                                                                                                \
  decltype(auto) NAME(First&& first, Second&& second DBSPAN_AND_PLACE) const {                     \
    return static_cast<Object&>(native()).NAME(std::forward<First>(first),                         \
                                               std::forward<Second>(second), place);               \
  }                                                                                                \
  DBSPAN_FORWARD_ALL(NATIVE, NAME)
#else
#define DBSPAN_FORWARD(NATIVE, NAME) DBSPAN_FORWARD_ALL(NATIVE, NAME)
#endif
