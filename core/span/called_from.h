#pragma once

#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Where in the application an operation was called.
struct CalledFrom {
  std::string function;
  std::string file;
  int line = 0;
  /// Without a `CallSite`, and if DBSPAN_CALL_SITES asks for it: return addresses, innermost
  /// first, as `shop[<build id>]+0x1234;shop+0x5678`.
  std::string stack;

  bool empty() const noexcept { return function.empty() && stack.empty(); }
  /// For people: `OrderLines, shop.cc:212`, else the stack.
  std::string Text() const;
};

/// Looks where this thread is, at the end of an operation that has become a repeated one: never for
/// others, because a backtrace takes microseconds. Frames in the libraries of clients and in
/// libdbspan.so are left out. Throws std::bad_alloc.
CalledFrom FindCalledFrom();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
