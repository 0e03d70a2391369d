#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/elf_file.h"

namespace dbspan::cli {

/// Calls of one object into one client library that do not reach dbspan.
struct PastCalls {
  std::string caller;  ///< `pgsql.so`.
  std::string client;  ///< `libpq.so.5`.
  std::set<std::string> functions;
};

/// What the dynamic linker has bound in a process, as far as database clients are concerned.
struct BoundCalls {
  bool loaded = false;            ///< libdbspan.so is.
  bool has_libc = false;          ///< The C library is: the dynamic linker has begun its work.
  std::set<std::string> clients;  ///< Client libraries that are loaded.
  std::set<std::string> callers;  ///< Objects that call one of them by its symbols.
  std::vector<PastCalls> past;    ///< Of functions that dbspan stands in front of.
};

/// Reads from outside what the processes of this user have bound: /proc/PID/maps, the relocations
/// in the files of the loaded objects, and /proc/PID/mem. A function that was bound lazily and
/// never called is not counted. Nothing in the process changes or waits.
class BoundCallsReader {
 public:
  /// `library`: libdbspan.so, which defines the functions to look at.
  explicit BoundCallsReader(const std::string& library);

  BoundCalls Read(pid_t process);

 private:
  const std::vector<Relocation>& RelocationsOf(pid_t process, const std::string& path);

  const std::set<std::string> functions_;
  std::map<std::string, std::vector<Relocation>> relocations_;  ///< By path.
};

}  // namespace dbspan::cli
