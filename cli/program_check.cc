#include "cli/program_check.h"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "cli/elf_file.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLinked = "link dbspan with it: docs/zero-edit.md, \"Linked\"";

// A client library, and a function by which the client is recognized if it is linked statically.
struct KnownClient {
  const char* library;  ///< Beginning of the library's file name.
  const char* function;
  const char* name;
  const char* target;
};

constexpr std::array<KnownClient, 3> kTraced{
    {{"libpq.so.", "PQexec", "libpq", "dbspan::libpq"},
     {"libhiredis.so.", "redisCommand", "hiredis", "dbspan::hiredis"},
     {"libmariadb.so.", "mysql_real_query", "the C API of MariaDB", "dbspan::mysqlclient"}}};

// Client libraries of other systems, which dbspan recognizes by name but does not trace.
constexpr std::array<const char*, 12> kNotSupported{
    "libmongoc", "libcassandra", "libmemcached", "libsqlite3", "libodbc",     "libtaos",
    "libclntsh", "libsybdb",     "libfbclient",  "librdkafka", "libetcd-cpp", "libmysqlcppconnx"};

const std::set<std::string>& Functions() {
  static const std::set<std::string> names{"PQexec", "redisCommand", "mysql_real_query"};
  return names;
}

bool StartsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

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

std::vector<std::string> SystemDirectories() {
  std::vector<std::string> directories;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/etc/ld.so.conf.d", error)) {
    std::ifstream file{entry.path()};
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line[0] == '/') directories.push_back(line);
    }
  }
  for (const char* directory : {"/lib", "/usr/lib", "/lib64", "/usr/lib64"}) {
    directories.emplace_back(directory);
  }
  return directories;
}

// Finds the libraries of a program through DT_NEEDED, as the dynamic linker does.
class Walk {
 public:
  Walk() : system_(SystemDirectories()) {
    const char* path = std::getenv("LD_LIBRARY_PATH");
    std::istringstream list{path == nullptr ? "" : path};
    for (std::string directory; std::getline(list, directory, ':');) own_.push_back(directory);
  }

  void Add(const ElfFile& elf, const std::string& caller, ProgramCheck& check) {
    std::vector<std::pair<ElfFile, std::string>> waiting{{elf, caller}};
    while (!waiting.empty()) {
      const auto [next, name] = std::move(waiting.back());
      waiting.pop_back();
      for (const std::string& library : next.needed) {
        const std::string path = Find(library, next.search_path);
        Note(library, path, name, check);
        if (StartsWith(library, "libopentelemetry_trace.so")) check.providers = library;
        if (path.empty() || !seen_.insert(library).second) continue;
        waiting.emplace_back(ReadElf(path, Functions()), library);
      }
    }
  }

 private:
  std::string Find(const std::string& library, const std::vector<std::string>& search_path) const {
    for (const auto* directories : {&own_, &search_path, &system_}) {
      for (const std::string& directory : *directories) {
        const std::string candidate = directory + "/" + library;
        if (access(candidate.c_str(), R_OK) == 0) return candidate;
      }
    }
    return {};
  }

  void Note(const std::string& library, const std::string& path, const std::string& caller,
            ProgramCheck& check) {
    for (ClientCheck& known : check.clients) {
      if (known.library != library) continue;
      if (known.traced == Traced::kYes) known.note += ", " + caller;
      return;
    }
    ClientCheck client;
    client.library = library;
    std::error_code error;
    client.path = path.empty() ? path : fs::canonical(path, error).string();
    for (const KnownClient& known : kTraced) {
      if (!StartsWith(library, known.library)) continue;
      client.traced = Traced::kYes;
      client.note = "called by " + caller;
    }
    if (StartsWith(library, "libmysqlclient.so.")) {
      client.note = "called by " + caller + "; recorded if dbspan was built for MySQL's client";
    }
    for (const char* unsupported : kNotSupported) {
      if (!StartsWith(library, unsupported)) continue;
      client.traced = Traced::kNo;
      client.note = "not supported";
    }
    if (!client.note.empty()) check.clients.push_back(client);
  }

  std::vector<std::string> own_;
  std::vector<std::string> system_;
  std::set<std::string> seen_;
};

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

void CheckClientsInside(const ElfFile& elf, ProgramCheck& check) {
  for (const KnownClient& known : kTraced) {
    if (elf.defined.count(known.function) == 0) continue;
    ClientCheck client;
    client.library = known.name;
    client.path = check.path;
    client.traced = Traced::kNo;
    client.note = std::string{"is inside the program ("} + known.function +
                  " is defined in it); a preload cannot stand in front of it";
    client.advice = std::string{"link "} + known.target + " with it: docs/zero-edit.md, \"Linked\"";
    check.clients.push_back(client);
  }
}

}  // namespace

std::vector<ClientCheck> ClientsInside(const std::string& executable) {
  ProgramCheck check;
  check.path = executable;
  CheckClientsInside(ReadElf(executable, Functions()), check);
  return check.clients;
}

ProgramCheck CheckProgram(const std::string& program) {
  ProgramCheck check;
  check.path = FindByPath(program);
  if (check.path.empty()) return check;
  check.path = BehindPgWrapper(check.path);
  ElfFile elf = ReadElf(check.path, Functions());
  if (elf.kind == ElfFile::Kind::kNotElf) {
    const std::string interpreter = InterpreterOf(check.path);
    if (interpreter.empty()) {
      check.description = "no ELF file and no script";
      return check;
    }
    check.description = "script of " + interpreter;
    check.path = interpreter;
    elf = ReadElf(interpreter, Functions());
  } else {
    check.description = elf.interpreter.empty() ? "ELF, static" : "ELF, dynamic";
    if (elf.position_independent) check.description += ", PIE";
  }
  check.build_id = elf.build_id;
  CheckObstacles(elf, check);
  CheckClientsInside(elf, check);
  Walk{}.Add(elf, check.path.substr(check.path.rfind('/') + 1), check);
  return check;
}

}  // namespace dbspan::cli
