#pragma once

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Delays forks while the process is in a state that must not be copied to a child: while a library
/// is being loaded, or a lock of OpenSSL is held. Otherwise these libraries would be unusable in
/// the child.
///
/// A fork usually waits for some milliseconds, and for at most a fifth of a second. The limit
/// avoids a deadlock if the exporting thread needs a lock that the forking thread holds.
class ForkGate {
 public:
  /// While this object exists, forks wait as described above. Only one thread of a process may use
  /// it, and not nested.
  class Inside {
   public:
    Inside() noexcept;
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
  };

  // Handlers for pthread_atfork.
  static void BeforeFork();
  static void InParent();
  static void InChild();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
