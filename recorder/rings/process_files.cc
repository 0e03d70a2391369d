#include "recorder/rings/process_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <sstream>

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kMostStat = 4096;
constexpr std::size_t kMostMaps = std::size_t{64} << 20U;

/// Returns whether a thread has mapped the file. `thread` is a directory in /proc/PID/task.
bool ThreadHasMapped(const std::string& thread, ino_t file, std::string_view name) {
  errno = 0;
  const std::string maps = ReadFile(thread + "/maps", kMostMaps);
  if (maps.empty() && (errno == EACCES || errno == EPERM)) return true;
  std::istringstream lines{maps};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields{line};
    std::string ignored;
    ino_t inode = 0;
    std::string path;
    fields >> ignored >> ignored >> ignored >> ignored >> inode;
    std::getline(fields, path);
    if (inode == file && path.find(name) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::string ReadFile(const std::string& path, std::size_t most) {
  std::string content;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return content;
  // Read directly into the string, because the stack of the application's thread may be small.
  constexpr std::size_t kPiece = 4096;
  std::size_t size = 0;
  while (size < most) {
    content.resize(std::min(size + kPiece, most));
    const ssize_t got = read(file, content.data() + size, content.size() - size);
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  close(file);
  content.resize(size);
  return content;
}

std::string ReadLink(const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t length = readlink(path.c_str(), target.data(), target.size());
  target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return target;
}

// Field 2 is a name in parentheses that may contain any character (proc(5)).
std::uint64_t StartTicksOf(const std::string& process) {
  constexpr int kFieldsBetween = 19;  // from field 3, the state, to field 22
  const std::string stat = ReadFile("/proc/" + process + "/stat", kMostStat);
  const std::size_t bracket = stat.rfind(')');
  if (bracket == std::string::npos) return 0;
  std::istringstream fields{stat.substr(bracket + 1)};
  std::string ignored;
  for (int i = 0; i < kFieldsBetween; ++i) fields >> ignored;
  std::uint64_t ticks = 0;
  fields >> ticks;
  return ticks;
}

bool HasMapped(const std::string& process, ino_t file, std::string_view name) {
  const std::string directory = "/proc/" + process + "/task";
  const std::unique_ptr<DIR, int (*)(DIR*)> tasks{opendir(directory.c_str()), closedir};
  if (tasks == nullptr) return errno != ENOENT;
  while (const dirent* const entry = readdir(tasks.get())) {
    // Threads share their memory, so one would suffice. All are checked, because the main thread
    // shows no mappings after it has ended.
    if (entry->d_name[0] != '.' && ThreadHasMapped(directory + "/" + entry->d_name, file, name)) {
      return true;
    }
  }
  return false;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
