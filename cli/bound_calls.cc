#include "cli/bound_calls.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>

#include "cli/file_descriptor.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

struct MappedFile {
  std::string path;
  std::uint64_t begin = 0;  ///< Start of its first mapping.
  std::uint64_t end = 0;    ///< End of its last mapping.
};

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool IsClient(const std::string& name) {
  constexpr std::array<std::string_view, 5> kClients{"libpq.so.", "libhiredis.so.", "libvalkey.so.",
                                                     "libmariadb.so.", "libmysqlclient.so."};
  return std::any_of(kClients.begin(), kClients.end(),
                     [&name](std::string_view client) { return StartsWith(name, client); });
}

// Returns the mapped files of a process. Consecutive mappings of the same file are one entry.
std::vector<MappedFile> ReadMaps(pid_t process) {
  std::vector<MappedFile> files;
  std::ifstream maps{"/proc/" + std::to_string(process) + "/maps"};
  for (std::string line; std::getline(maps, line);) {
    const auto slash = line.find('/');
    const auto dash = line.find('-');
    if (slash == std::string::npos || dash > slash) continue;
    const std::string path = line.substr(slash);
    const std::uint64_t begin = std::strtoull(line.c_str(), nullptr, 16);
    const std::uint64_t end = std::strtoull(line.c_str() + dash + 1, nullptr, 16);
    if (files.empty() || files.back().path != path) files.push_back({path, begin, end});
    files.back().end = end;
  }
  return files;
}

}  // namespace

BoundCallsReader::BoundCallsReader(const std::string& library)
    : functions_(ExportedFunctions(library)) {}

const std::vector<Relocation>& BoundCallsReader::RelocationsOf(pid_t process,
                                                               const std::string& path) {
  const auto known = relocations_.find(path);
  if (known != relocations_.end()) return known->second;
  // The process may run in a container, so `path` is relative to its root directory.
  const std::string file = "/proc/" + std::to_string(process) + "/root" + path;
  return relocations_[path] = ReadRelocations(file, functions_);
}

bool BoundCallsReader::HasDbspan(pid_t process, const std::string& path) {
  // These are not the program's.
  for (const char* preloaded : {"libdbspan.so", "libdbspan_autosetup"}) {
    if (StartsWith(NameOf(path), preloaded)) return false;
  }
  const auto known = has_dbspan_.find(path);
  if (known != has_dbspan_.end()) return known->second;
  const std::string file = "/proc/" + std::to_string(process) + "/root" + path;
  return has_dbspan_[path] = ReadElf(file, {}).has_dbspan;
}

BoundCalls BoundCallsReader::Read(pid_t process) {
  BoundCalls bound;
  const std::vector<MappedFile> files = ReadMaps(process);
  for (const MappedFile& file : files) {
    const std::string name = NameOf(file.path);
    bound.loaded = bound.loaded || name == "libdbspan.so";
    bound.has_libc = bound.has_libc || StartsWith(name, "libc.so.");
    if (IsClient(name)) bound.clients.insert(name);
  }
  if (bound.clients.empty()) return bound;

  const std::string memory_path = "/proc/" + std::to_string(process) + "/mem";
  const FileDescriptor memory{open(memory_path.c_str(), O_RDONLY | O_CLOEXEC)};
  for (const MappedFile& file : files) {
    const std::string name = NameOf(file.path);
    if (HasDbspan(process, file.path)) bound.inside.insert(name);
    if (IsClient(name) || StartsWith(name, "libdbspan")) continue;
    std::map<std::string, std::set<std::string>> past;
    for (const Relocation& one : RelocationsOf(process, file.path)) {
      bound.callers.insert(name);
      std::uint64_t target = 0;
      const std::uint64_t at = one.address + (one.fixed ? 0 : file.begin);
      if (!memory || pread(memory.get(), &target, sizeof target, static_cast<off_t>(at)) !=
                         static_cast<ssize_t>(sizeof target)) {
        continue;
      }
      const auto into = std::find_if(files.begin(), files.end(), [target](const auto& candidate) {
        return target >= candidate.begin && target < candidate.end;
      });
      if (into != files.end() && IsClient(NameOf(into->path))) {
        past[NameOf(into->path)].insert(one.function);
      }
    }
    for (auto& [client, functions] : past) bound.past.push_back({name, client, functions});
  }
  return bound;
}

}  // namespace dbspan::cli
