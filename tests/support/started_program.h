#pragma once

#include <map>
#include <string>

namespace dbspan::test {

/// Kind of a program's standard error.
enum class StandardError {
  kPipe,
  kTerminal,
  kFile,
  kClosed,
  kPipeNobodyReads,  ///< Its reading end is closed.
  kFullPipe,
  kStoppedTerminal,  ///< A terminal whose output was stopped by Ctrl-S.
};

/// Result of a program.
struct Ended {
  int status = 0;      ///< Exit status, or the negative number of the signal that ended it.
  std::string output;  ///< Standard output.
  std::string errors;  ///< Standard error; empty if it cannot be read.
};

/// Runs a program with one argument and these variables in addition to the environment of the test,
/// of which DBSPAN_LOG is removed.
Ended RunProgram(const std::string& program, const std::string& argument,
                 StandardError standard_error,
                 const std::map<std::string, std::string>& variables = {});

}  // namespace dbspan::test
