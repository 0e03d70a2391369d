#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/elf_file.h"

namespace dbspan::cli {

/// Functions of a client library that an object calls directly, bypassing dbspan.
struct PastCalls {
  std::string caller;  ///< File name of the calling object: `pgsql.so`.
  std::string client;  ///< File name of the client library: `libpq.so.5`.
  std::set<std::string> functions;
};

/// The calls of database clients that the dynamic linker has bound in a process.
struct BoundCalls {
  bool loaded = false;            ///< libdbspan.so is loaded.
  bool has_libc = false;          ///< The C library is loaded, so the dynamic linker has started.
  std::set<std::string> clients;  ///< Client libraries that are loaded.
  std::set<std::string> callers;  ///< Objects that import functions of these libraries.
  std::set<std::string> inside;   ///< Objects that dbspan is linked with, which calls the clients.
  std::vector<PastCalls> past;    ///< Calls of functions that dbspan defines, but bypassing it.
};

/// Reads the bound calls of processes of this user from outside: from /proc/PID/maps, the
/// relocations in the files of the loaded objects, and /proc/PID/mem. A lazily bound function that
/// was not called yet is not counted. The process is neither changed nor stopped.
class BoundCallsReader {
 public:
  /// `library` is the path of libdbspan.so, which defines the functions to check.
  explicit BoundCallsReader(const std::string& library);

  BoundCalls Read(pid_t process);

 private:
  const std::vector<Relocation>& RelocationsOf(pid_t process, const std::string& path);

  const std::set<std::string> functions_;
  bool HasDbspan(pid_t process, const std::string& path);

  std::map<std::string, std::vector<Relocation>> relocations_;  ///< Cache, by path.
  std::map<std::string, bool> has_dbspan_;                      ///< Cache, by path.
};

}  // namespace dbspan::cli
