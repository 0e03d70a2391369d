#pragma once

namespace dbspan::recorder {

/// Keeps forks apart from what must not be half done in a child: a library that is being loaded, a
/// lock of OpenSSL's that is held. The child's own libraries would meet it, whoever uses them.
///
/// A fork waits for that, some milliseconds at most as a rule, and never longer than a fifth of a
/// second: should the forking thread hold what is being waited for, it goes on.
class ForkGate {
 public:
  /// While one lives, its thread is doing such a thing. For one thread in a process, and not
  /// nested.
  class Inside {
   public:
    Inside() noexcept;
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
  };

  // For pthread_atfork.
  static void BeforeFork();
  static void InParent();
  static void InChild();
};

}  // namespace dbspan::recorder
