#pragma once

#include <string>

namespace dbspan::cli {

/// Programs whose usual clients are written in the program's own language and implement the
/// databases' protocols. They call no library whose calls dbspan could intercept.
struct OwnProtocol {
  std::string text;    ///< A sentence without its subject; empty: this is no such program.
  std::string advice;  ///< What the user can do.
};

/// Finds the rule for an executable by its file name: `python3.11`, `java`.
OwnProtocol OwnProtocolOf(const std::string& executable);

}  // namespace dbspan::cli
