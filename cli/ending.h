#pragma once

#include <string>

namespace dbspan::cli {

/// How a program ended.
struct Ending {
  int code = 0;        ///< Exit code.
  int signal = 0;      ///< Signal that killed it; 0: it exited.
  bool core = false;   ///< A core was dumped.
  int thread = 0;      ///< Thread whose signal killed it and dumps core; 0: unknown.
  int exec_error = 0;  ///< Not 0: it could not be started, with this errno.

  /// Returns `exit 0`, `killed by SIGSEGV (core dumped)` or the like.
  std::string Text() const;
};

/// Ends this process as the program ended: with the same code or by the same signal, but without
/// dumping a core.
[[noreturn]] void EndLike(const Ending& ending);

/// Returns the name of a signal: `SIGSEGV`.
std::string SignalName(int number);

}  // namespace dbspan::cli
