#include "cli/watched_process.h"

#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "recorder/rings/process_files.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;
using recorder::rings::ReadFile;

constexpr std::size_t kMostNotes = 10000;
constexpr std::size_t kEnvironment = 1U << 20U;

}  // namespace

std::optional<std::string> ExecutableOf(pid_t process) {
  std::array<char, PATH_MAX> path{};
  const std::string link = "/proc/" + std::to_string(process) + "/exe";
  const ssize_t size = readlink(link.c_str(), path.data(), path.size());
  if (size >= 0) return std::string{path.data(), static_cast<std::size_t>(size)};
  if (errno == EACCES || errno == EPERM) return std::string{};
  return std::nullopt;
}

std::vector<pid_t> ChildrenOf(pid_t process) {
  std::vector<pid_t> children;
  std::error_code error;
  const std::string tasks = "/proc/" + std::to_string(process) + "/task";
  // Reading the directory fails if the process ends meanwhile; `++` would throw.
  for (fs::directory_iterator task{tasks, error}; task != fs::directory_iterator{} && !error;
       task.increment(error)) {
    std::ifstream file{task->path() / "children"};
    for (pid_t child = 0; file >> child;) children.push_back(child);
  }
  return children;
}

std::vector<pid_t> ProcessesWithEnvironment(const std::string& mark) {
  std::vector<pid_t> processes;
  std::error_code error;
  for (fs::directory_iterator entry{"/proc", error}; entry != fs::directory_iterator{} && !error;
       entry.increment(error)) {
    const pid_t pid = std::atoi(entry->path().filename().c_str());
    if (pid <= 0 || pid == getpid()) continue;
    const std::string environment = ReadFile(entry->path() / "environ", kEnvironment);
    if (environment.find(mark) != std::string::npos) processes.push_back(pid);
  }
  return processes;
}

bool ReadStart(WatchedProcess& process) {
  const std::string directory = "/proc/" + std::to_string(process.pid);
  process.name = ReadFile(directory + "/comm", 64);
  while (!process.name.empty() && process.name.back() == '\n') process.name.pop_back();
  const std::string environment = ReadFile(directory + "/environ", kEnvironment);
  process.without_variables =
      !environment.empty() && environment.find("libdbspan.so") == std::string::npos;
  if (!environment.empty() || process.executable.empty()) return true;
  // A process without an environment has at least a name. The cmdline file of a zombie is empty
  // too.
  std::ifstream file{directory + "/environ"};
  if (!file || ReadFile(directory + "/cmdline", 1).empty()) return false;
  process.without_variables = ReadFile(directory + "/environ", 1).empty();
  return true;
}

void AddNotedClientsInside(const std::string& directory, std::vector<WatchedProcess>& watched) {
  std::vector<WatchedProcess> processes;
  std::error_code error;
  for (fs::directory_iterator entry{directory, error}; entry != fs::directory_iterator{} && !error;
       entry.increment(error)) {
    const fs::path path = entry->path();
    if (path.extension() != ".inside" || processes.size() == kMostNotes) continue;
    WatchedProcess& process = processes.emplace_back();
    process.pid = std::atoi(path.stem().c_str());
    process.executable = fs::read_symlink(path, error);
    process.bound.loaded = true;
    process.bound.has_libc = true;
  }
  std::sort(processes.begin(), processes.end(),
            [](const auto& left, const auto& right) { return left.pid < right.pid; });
  for (WatchedProcess& process : processes) watched.push_back(std::move(process));
}

}  // namespace dbspan::cli
