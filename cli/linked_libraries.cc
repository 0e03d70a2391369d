#include "cli/linked_libraries.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/known_clients.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

// Client libraries of other systems, which dbspan recognizes by name but does not trace.
constexpr std::array<const char*, 12> kNotSupported{
    "libmongoc", "libcassandra", "libmemcached", "libsqlite3", "libodbc",     "libtaos",
    "libclntsh", "libsybdb",     "libfbclient",  "librdkafka", "libetcd-cpp", "libmysqlcppconnx"};

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
        if (StartsWith(library, "libdbspan_core.so")) check.has_dbspan = true;
        if (path.empty() || !seen_.insert(library).second) continue;
        waiting.emplace_back(ReadElf(path, KnownFunctions()), library);
      }
    }
  }

 private:
  std::string Find(const std::string& library, const std::vector<std::string>& search_path) const {
    for (const auto* directories : {&own_, &search_path, &system_}) {
      for (const std::string& directory : *directories) {
        std::string candidate = directory + "/" + library;
        if (access(candidate.c_str(), R_OK) == 0) return candidate;
      }
    }
    return {};
  }

  static void Note(const std::string& library, const std::string& path, const std::string& caller,
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
    for (const KnownClient& known : kKnownClients) {
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

}  // namespace

void AddLibraries(const ElfFile& elf, const std::string& caller, ProgramCheck& check) {
  Walk{}.Add(elf, caller, check);
}

}  // namespace dbspan::cli
