#pragma once

#include <string>

#include "core/span/attribute_list.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Where in the application an operation was called.
struct CalledFrom {
  std::string function;
  std::string file;
  int line = 0;
  /// Without a `CallSite`, and if DBSPAN_CALL_SITES asks for it (return_addresses.h).
  std::string stack;

  bool empty() const noexcept { return function.empty() && stack.empty(); }
  /// For people: `OrderLines, shop.cc:212`, else the stack.
  std::string Text() const;
  /// Adds `code.function.name`, `code.file.path`, `code.line.number`, or `dbspan.code.stack`. The
  /// list views into this.
  void AddTo(AttributeList& attributes) const noexcept;
};

/// Tells whether DBSPAN_CALL_SITES asks for return addresses. Read from the environment once.
bool AsksForCallSites();

/// Looks where this thread is, at the end of an operation that was slow, has failed or has become a
/// repeated one: never for others, because walking the stack takes microseconds. Empty if there is
/// no memory.
CalledFrom FindCalledFrom() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
