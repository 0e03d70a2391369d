#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Ends, at `exit`, the operations that a program has left open, while they can still be recorded
/// and exported: a program need not read the last result, nor close its connections.
class OpenAtExit {
 public:
  /// Ends the open operations of one client that the calling thread has used last. May be called
  /// several times.
  using EndOpen = void (*)() noexcept;

  /// Registers a function, once for each client, and a handler of `exit`. Call it when an operation
  /// of the client is left open for the first time. Does not change `errno`.
  static void Register(EndOpen end_open) noexcept;
  /// Removes a function. Call it when the library that contains it is unloaded: this class may be
  /// in a library that stays.
  static void Forget(EndOpen end_open) noexcept;
  /// Calls all functions. Every part of dbspan that ends at `exit` calls it first, because the
  /// order of their handlers differs.
  static void EndAll() noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
