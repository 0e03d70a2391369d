#include "cli/preload.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "cli/elf_file.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

fs::path DirectoryOfCommand() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

// Returns the first of these paths that exists, with `..` and links resolved.
std::string FirstOf(const std::vector<fs::path>& candidates) {
  for (const fs::path& candidate : candidates) {
    std::error_code error;
    const fs::path found = fs::canonical(candidate, error);
    if (!error) return found;
  }
  return {};
}

std::string FindLibrary(const char* name) {
  const fs::path here = DirectoryOfCommand();
  return FirstOf({here / DBSPAN_RELATIVE_LIBRARIES / name, here / ".." / name});
}

// A library that intercepts functions of later client versions, and one of these functions, by
// which such a client is recognized.
struct Newer {
  const char* client;
  const char* function;
  const char* library;
};

constexpr std::array<Newer, 4> kNewer{
    {{"libpq.so.", "PQpipelineSync", "libdbspan_libpq_14.so"},
     {"libpq.so.", "PQclosePrepared", "libdbspan_libpq_17.so"},
     {"libhiredis.so.", "redisConnectWithOptions", "libdbspan_hiredis_1.so"},
     {"libmariadb.so.", "mariadb_stmt_execute_direct", "libdbspan_mysqlclient_mariadb.so"}}};

}  // namespace

Preload FindPreload() {
  Preload preload;
  const std::string path = FindLibrary("libdbspan.so");
  if (path.empty()) {
    preload.problem =
        "libdbspan.so is not where it was installed, beside " + DirectoryOfCommand().string();
  } else if (path.find_first_of(" :") != std::string::npos) {
    preload.problem = "the dynamic linker cannot preload '" + path +
                      "': a blank or colon in the path separates libraries";
  } else {
    preload.libraries.push_back(path);
    preload.audit = FindLibrary("libdbspan_audit.so");
  }
  return preload;
}

void AddNewerFunctions(const ProgramCheck& check, Preload& preload) {
  for (const Newer& newer : kNewer) {
    for (const ClientCheck& client : check.clients) {
      if (client.traced != Traced::kYes ||
          client.library.compare(0, std::strlen(newer.client), newer.client) != 0) {
        continue;
      }
      const std::string path = FindLibrary(newer.library);
      if (!path.empty() &&
          ReadElf(client.path, {newer.function}).defined.count(newer.function) > 0) {
        preload.libraries.push_back(path);
      }
    }
  }
}

Variable AuditVariable(const Preload& preload) {
  const char* before = std::getenv("LD_AUDIT");
  const std::string given = before == nullptr ? "" : before;
  return {"LD_AUDIT", given.empty() ? preload.audit : given + ":" + preload.audit};
}

Variable PreloadVariable(const Preload& preload) {
  const char* before = std::getenv("LD_PRELOAD");
  std::string value = before == nullptr ? "" : before;
  for (const std::string& library : preload.libraries) {
    if (!value.empty()) value += ':';
    value += library;
  }
  return {"LD_PRELOAD", value};
}

}  // namespace dbspan::cli
