#pragma once

#include <map>
#include <string>

namespace dbspan::test {

/// What the standard error of a program is.
enum class StandardError {
  kPipe,
  kTerminal,
  kFile,
  kClosed,
  kPipeNobodyReads,  ///< Its reading end is closed.
  kFullPipe,
  kStoppedTerminal,  ///< Somebody has pressed Ctrl-S.
};

/// What came of it.
struct Ended {
  int status = 0;      ///< Exit status, or the negative number of the signal that ended it.
  std::string output;  ///< On standard output.
  std::string errors;  ///< On standard error, as far as that can be read.
};

/// Runs a program with one argument and these variables, and without a `DBSPAN_LOG` of the test's
/// own environment.
Ended RunProgram(const std::string& program, const std::string& argument,
                 StandardError standard_error,
                 const std::map<std::string, std::string>& variables = {});

}  // namespace dbspan::test
