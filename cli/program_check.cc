#include "cli/program_check.h"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "cli/elf_file.h"
#include "cli/go_driver.h"
#include "cli/known_clients.h"
#include "cli/linked_libraries.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLinked = "link dbspan with it: docs/zero-edit.md, \"Linked\"";

std::string FindByPath(const std::string& program) {
  if (program.find('/') != std::string::npos)
    return access(program.c_str(), F_OK) == 0 ? program : "";
  const char* path = std::getenv("PATH");
  std::istringstream list{path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path};
  std::string directory;
  while (std::getline(list, directory, ':')) {
    const std::string candidate = (directory.empty() ? "." : directory) + "/" + program;
    std::error_code error;
    if (access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate, error))
      return candidate;
  }
  return {};
}

// Debian's /usr/bin/psql and similar programs are scripts that execute the program of an installed
// version. Returns the program of the newest version; other paths unchanged.
std::string BehindPgWrapper(const std::string& path) {
  std::error_code error;
  if (fs::canonical(path, error).filename() != "pg_wrapper") return path;
  std::string newest;
  double version = 0;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string candidate = entry.path() / "bin" / fs::path{path}.filename();
    const double number = std::atof(entry.path().filename().c_str());
    if (number <= version || access(candidate.c_str(), X_OK) != 0) continue;
    newest = candidate;
    version = number;
  }
  return newest.empty() ? path : newest;
}

// Returns the interpreter of a script; for `/usr/bin/env NAME`, the program NAME.
std::string InterpreterOf(const std::string& path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  if (!StartsWith(line, "#!")) return {};
  std::istringstream words{line.substr(2)};
  std::string interpreter;
  words >> interpreter;
  if (interpreter.substr(interpreter.rfind('/') + 1) != "env") return interpreter;
  std::string word;
  while (words >> word) {
    if (word[0] != '-' && word.find('=') == std::string::npos) return FindByPath(word);
  }
  return interpreter;
}

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
  check.path = FindByPath(program);
  if (check.path.empty()) return check;
  check.path = BehindPgWrapper(check.path);
  ElfFile elf = ReadElf(check.path, KnownFunctions());
  if (elf.kind == ElfFile::Kind::kNotThere) {
    check.description = "cannot be read";
    return check;
  }
  if (elf.kind == ElfFile::Kind::kNotElf) {
    const std::string interpreter = InterpreterOf(check.path);
    if (interpreter.empty()) {
      check.description = "no ELF file and no script";
      return check;
    }
    check.description = "script of " + interpreter;
    check.path = interpreter;
    elf = ReadElf(interpreter, KnownFunctions());
    if (elf.kind == ElfFile::Kind::kNotThere) return check;
  } else {
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
