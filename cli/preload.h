#pragma once

#include <string>
#include <vector>

#include "cli/program_check.h"
#include "cli/record_source.h"

namespace dbspan::cli {

/// The libraries that are put in front of a program's clients.
struct Preload {
  std::vector<std::string> libraries;  ///< Absolute paths, in the order of LD_PRELOAD.
  std::string audit;                   ///< libdbspan_audit.so; empty: it is not there.
  std::string problem;                 ///< Not empty: they cannot be used, and why.
};

/// Finds them by where this command is: installed (`../lib/…`) or in the build directory.
Preload FindPreload();

/// Adds the libraries for functions that the program's clients have and older versions of them do
/// not.
void AddNewerFunctions(const ProgramCheck& check, Preload& preload);

/// LD_PRELOAD with these libraries after what the user has there.
Variable PreloadVariable(const Preload& preload);
/// LD_AUDIT in the same way.
Variable AuditVariable(const Preload& preload);

}  // namespace dbspan::cli
