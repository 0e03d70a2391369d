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

/// Locates the libraries relative to this command: where they are installed (`../lib/…`) or in the
/// build directory.
Preload FindPreload();

/// Adds the libraries for functions that only newer versions of a client have, if the program's
/// client has them.
void AddNewerFunctions(const ProgramCheck& check, Preload& preload);

/// Returns LD_PRELOAD with these libraries after the user's own.
Variable PreloadVariable(const Preload& preload);
/// LD_AUDIT in the same way.
Variable AuditVariable(const Preload& preload);

}  // namespace dbspan::cli
