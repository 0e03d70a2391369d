#pragma once

#include <optional>
#include <string>

#include "core/span/attribute_list.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The place in the application that called an operation.
struct CalledFrom {
  std::string function;
  std::string file;
  int line = 0;
  /// Return addresses (return_addresses.h), set if there is no `CallSite` and DBSPAN_CALL_SITES is
  /// on.
  std::string stack;

  bool empty() const noexcept { return function.empty() && stack.empty(); }
  /// Returns a readable form: `OrderLines, shop.cc:212`, or else the stack.
  std::string Text() const;
  /// Adds `code.function.name`, `code.file.path`, `code.line.number`, or `dbspan.code.stack`. The
  /// list refers to the strings of this object.
  void AddTo(AttributeList& attributes) const noexcept;
};

/// Tells whether DBSPAN_CALL_SITES is on. Reads the environment once.
bool AsksForCallSites();

/// Returns the place that this thread is called from. Walking the stack takes microseconds, so call
/// it only at the end of an operation that was slow, has failed or has become a repeated one. Empty
/// if there is no memory, or if a hundred stacks were read in this second (stack_budget.h).
CalledFrom FindCalledFrom() noexcept;

/// During its lifetime, `FindCalledFrom` looks for the place once and then returns the same. For
/// the end of one operation, which may have failed and be slow and repeated. A stack object.
class OneCalledFrom {
 public:
  OneCalledFrom() noexcept;
  OneCalledFrom(const OneCalledFrom&) = delete;
  OneCalledFrom& operator=(const OneCalledFrom&) = delete;
  ~OneCalledFrom();

 private:
  friend CalledFrom FindCalledFrom() noexcept;

  inline static thread_local OneCalledFrom* innermost_ = nullptr;

  OneCalledFrom* outer_;
  std::optional<CalledFrom> found_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
