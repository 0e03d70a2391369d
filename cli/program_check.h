#pragma once

#include <string>
#include <vector>

namespace dbspan::cli {

enum class Traced { kYes, kNo, kUnknown };

/// A database client library that a program would load.
struct ClientCheck {
  std::string library;  ///< File name: `libpq.so.5`.
  std::string path;     ///< Path of the file, with links resolved.
  Traced traced = Traced::kUnknown;
  std::string note;  ///< Why it is not traced, or the libraries that call it.
  std::string advice;
};

/// Facts about a program from its files. Nothing is started.
struct ProgramCheck {
  std::string found;             ///< Path of the program; empty: not found in PATH.
  std::string path;              ///< Of the program or its interpreter; empty: not found.
  std::string description;       ///< `ELF, dynamic, PIE`, `script of /usr/bin/python3`.
  std::string problem;           ///< Why it cannot be executed; empty: it can, as files tell.
  std::string problem_advice;    ///< What the user can do about the problem; may be empty.
  std::string build_id;          ///< Build id of the executable; empty: none.
  std::string providers;         ///< Library of the OpenTelemetry SDK that it is linked with.
  bool has_dbspan = false;       ///< dbspan is linked with it.
  std::string obstacle;          ///< Why libraries cannot be preloaded into it; empty: they can.
  std::string advice;            ///< What the user can do about the obstacle.
  std::string driver;            ///< Database driver inside a Go program; empty: none is known.
  bool refuses_preload = false;  ///< Its dynamic linker would fail on or warn about libdbspan.so.
  std::vector<ClientCheck> clients;
};

/// Returns the clients that are statically linked into an executable.
std::vector<ClientCheck> ClientsInside(const std::string& executable);
/// Checks a program; a name without `/` is searched in PATH.
ProgramCheck CheckProgram(const std::string& program);

}  // namespace dbspan::cli
