#pragma once

#include <string>
#include <vector>

namespace dbspan::cli {

enum class Traced { kYes, kNo, kUnknown };

/// A library that a program would load, and that talks to a database.
struct ClientCheck {
  std::string library;  ///< `libpq.so.5`.
  std::string path;     ///< Of the file, without links.
  Traced traced = Traced::kUnknown;
  std::string note;  ///< Why not, or who calls it.
  std::string advice;
};

/// What the files say about a program: nothing is started.
struct ProgramCheck {
  std::string path;              ///< Found by PATH; empty: not found.
  std::string description;       ///< `ELF, dynamic, PIE`, `script of /usr/bin/python3`.
  std::string build_id;          ///< Of the executable; empty: it has none.
  std::string providers;         ///< The library of an OpenTelemetry SDK that it is linked with.
  std::string obstacle;          ///< Not empty: nothing can be preloaded into it, and why.
  std::string advice;            ///< What to do about the obstacle.
  bool refuses_preload = false;  ///< Its dynamic linker fails or complains about libdbspan.so.
  std::vector<ClientCheck> clients;
};

/// Clients that are linked into an executable.
std::vector<ClientCheck> ClientsInside(const std::string& executable);

ProgramCheck CheckProgram(const std::string& program);

}  // namespace dbspan::cli
