#include "cli/program_check.h"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "cli/elf_file.h"
#include "cli/executed_file.h"
#include "cli/go_driver.h"
#include "cli/known_clients.h"
#include "cli/linked_libraries.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

constexpr const char* kLinked = "link dbspan with it: docs/zero-edit.md, \"Linked\"";

bool DropsPreload(const std::string& path, std::string& why) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return false;
  if ((info.st_mode & S_ISUID) != 0 && info.st_uid != getuid()) why = "is set-user-ID";
  if ((info.st_mode & S_ISGID) != 0 && info.st_gid != getgid()) why = "is set-group-ID";
  if (why.empty() && getuid() != 0 &&
      getxattr(path.c_str(), "security.capability", nullptr, 0) > 0) {
    why = "has file capabilities";
  }
  return !why.empty();
}

void CheckObstacles(const ElfFile& elf, ProgramCheck& check) {
  std::string why;
  if (elf.kind == ElfFile::Kind::k32Bit) {
    check.obstacle = "is a 32-bit program; libdbspan.so is not";
    check.refuses_preload = true;
  } else if (elf.kind == ElfFile::Kind::kOtherMachine) {
    check.obstacle = "is for another processor than libdbspan.so";
    check.refuses_preload = true;
  } else if (elf.is_go) {
    check.obstacle = "is a Go program: those speak the databases' protocols themselves";
    check.driver = GoDriverIn(check.path);
    if (!check.driver.empty()) check.obstacle += ", this one by " + check.driver;
    check.advice =
        "instrument it with OpenTelemetry for Go; its spans are shown if it exports OTLP";
  } else if (elf.interpreter.empty()) {
    check.obstacle = "is linked statically: there is no dynamic linker that could preload anything";
    check.advice = kLinked;
  } else if (elf.interpreter.find("musl") != std::string::npos) {
    check.obstacle = "uses musl; libdbspan.so needs glibc";
    check.refuses_preload = true;
  } else if (DropsPreload(check.path, why)) {
    check.obstacle = why + ": the dynamic linker ignores LD_PRELOAD";
    check.advice = "run a copy without that, or as its owner";
  }
}

/// Tells whether the libraries of a program include this client.
bool LoadsClient(const KnownClient& known, const ProgramCheck& check) {
  return std::any_of(check.clients.begin(), check.clients.end(), [&known](const auto& client) {
    const bool is_mysql = StartsWith(client.library, "libmysqlclient.so.") &&
                          StartsWith(known.library, "libmariadb.so.");
    return is_mysql || StartsWith(client.library, known.library);
  });
}

/// Adds the clients that are linked statically. `check` already has the libraries of the program.
void CheckClientsInside(const ElfFile& elf, ProgramCheck& check) {
  for (const KnownClient& known : kKnownClients) {
    if (elf.defined.count(known.function) == 0) continue;
    // The linked form of dbspan defines the function too, and calls the one of the library.
    if (elf.has_dbspan && LoadsClient(known, check)) continue;
    ClientCheck client;
    client.library = known.name;
    client.path = check.path;
    client.traced = Traced::kNo;
    client.note = std::string{"is inside the program ("} + known.function +
                  " is defined in it); a preload cannot stand in front of it";
    client.advice = std::string{"link "} + known.target + " with it: docs/zero-edit.md, \"Linked\"";
    if (elf.has_dbspan) {
      client.advice =
          "dbspan is linked with it: call dbspan::sdk::setup at the start of main, or set "
          "providers "
          "of your own";
    }
    check.clients.push_back(client);
  }
}

}  // namespace

std::vector<ClientCheck> ClientsInside(const std::string& executable) {
  ProgramCheck check;
  check.path = executable;
  const ElfFile elf = ReadElf(executable, KnownFunctions());
  AddLibraries(elf, "", check);
  ProgramCheck inside = check;
  CheckClientsInside(elf, inside);
  return {inside.clients.begin() + static_cast<std::ptrdiff_t>(check.clients.size()),
          inside.clients.end()};
}

ProgramCheck CheckProgram(const std::string& program) {
  ProgramCheck check;
  const ExecutedFile file = FindExecutedFile(program);
  check.found = file.found;
  check.path = file.path;
  check.description = file.description;
  check.problem = file.problem;
  check.problem_advice = file.advice;
  if (check.path.empty()) return check;
  const ElfFile elf = ReadElf(check.path, KnownFunctions());
  if (elf.kind == ElfFile::Kind::kNotThere || elf.kind == ElfFile::Kind::kNotElf) {
    if (check.description.empty()) {
      const bool read = elf.kind == ElfFile::Kind::kNotElf;
      check.description = read ? "no ELF file and no script" : "cannot be read";
    }
    return check;
  }
  if (check.description.empty()) {
    check.description = elf.interpreter.empty() ? "ELF, static" : "ELF, dynamic";
    if (elf.position_independent) check.description += ", PIE";
  }
  check.build_id = elf.build_id;
  CheckObstacles(elf, check);
  AddLibraries(elf, check.path.substr(check.path.rfind('/') + 1), check);
  check.has_dbspan = check.has_dbspan || elf.has_dbspan;
  CheckClientsInside(elf, check);
  return check;
}

}  // namespace dbspan::cli
