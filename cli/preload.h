#pragma once

#include <string>
#include <vector>

#include "cli/program_check.h"
#include "cli/record_source.h"

namespace dbspan::cli {

/// The libraries that are preloaded to intercept the calls of a program's clients.
struct Preload {
  std::vector<std::string> libraries;  ///< Absolute paths, in the order of LD_PRELOAD.
  std::string audit;                   ///< Path of libdbspan_audit.so; empty: not found.
  std::string problem;                 ///< Why they cannot be used; empty: they can.
};

/// Locates the libraries relative to this command: where they are installed (`../lib/…`) or in the
/// build directory.
Preload FindPreload();

/// Adds the libraries that define functions of newer client versions, if the program's client has
/// these functions.
void AddNewerFunctions(const ProgramCheck& check, Preload& preload);

/// Adds these libraries for programs that this command line may start: those that an argument
/// names, also inside the text of a shell (`sh -c "./app …"`) or of a script. A program that is
/// started by other means is not found; libdbspan.so then reports which library is missing.
void AddNewerFunctionsOfChildren(const std::vector<std::string>& arguments, Preload& preload);

/// Returns LD_PRELOAD with these libraries after the user's own.
Variable PreloadVariable(const Preload& preload);
/// Returns LD_AUDIT with libdbspan_audit.so after the user's own.
Variable AuditVariable(const Preload& preload);

}  // namespace dbspan::cli
