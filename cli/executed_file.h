#pragma once

#include <string>

namespace dbspan::cli {

/// The file that the kernel executes for a program: the program itself, or the interpreter of a
/// script, which may be a script, too.
struct ExecutedFile {
  std::string found;        ///< Path of the program; empty: not found.
  std::string path;         ///< Path of the file that is executed; empty: not found.
  std::string description;  ///< `script of /usr/bin/python3`; empty if it is the program itself.
  std::string problem;      ///< Why it cannot be executed; empty: it can, as far as files tell.
  std::string advice;       ///< What the user can do about the problem; may be empty.
};

/// Finds the file of a program by reading files only. A name without `/` is searched in PATH, and
/// Debian's pg_wrapper is replaced by the program that it would start.
ExecutedFile FindExecutedFile(const std::string& program);

}  // namespace dbspan::cli
