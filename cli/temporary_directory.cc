#include "cli/temporary_directory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "recorder/rings/ring_reader.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;
namespace rings = recorder::rings;

constexpr const char* kInMemory = "/dev/shm";
constexpr const char* kPrefix = "dbspan-";
constexpr const char* kLock = "owner";
constexpr const char* kFound = "abandoned";
constexpr std::time_t kKept = 24 * 60 * 60;                  // seconds
constexpr std::uint64_t kEnough = std::uint64_t{40} << 20U;  // a ring file of the default size
constexpr std::uint64_t kLeast = std::uint64_t{4} << 20U;

std::string TemporaryFiles() {
  std::error_code error;
  const fs::path path = fs::temp_directory_path(error);
  return error ? "/tmp" : path.string();
}

// Returns the bytes that may be written below a directory; 0 if it is read-only or does not exist.
std::uint64_t RoomIn(const std::string& directory) {
  struct statvfs status {};
  if (statvfs(directory.c_str(), &status) != 0 || (status.f_flag & ST_RDONLY) != 0) return 0;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

// Returns the directories for a new one, the best first.
std::vector<std::string> Parents() {
  std::vector<std::string> parents{kInMemory, TemporaryFiles()};
  if (RoomIn(parents[0]) < std::min(kEnough, RoomIn(parents[1]))) {
    std::swap(parents[0], parents[1]);
  }
  return parents;
}

bool IsOfThisUser(const fs::path& directory) {
  struct stat status {};
  return lstat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == geteuid();
}

// Returns true if nobody holds the lock of the directory.
bool IsAbandoned(const fs::path& directory) {
  const FileDescriptor lock{
      open((directory / kLock).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
  return lock && flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
}

// Returns true if a process that recorded into the directory still runs.
bool IsInUse(const fs::path& directory) {
  for (const std::string& path : rings::RingReader::List(directory.string())) {
    std::string reason;
    const auto reader = rings::RingReader::Open(path, reason);
    if (reader != nullptr && reader->state() == rings::ProcessState::kAlive) return true;
  }
  return false;
}

// Returns true if the user had the time to look at the directory, or if its room is needed. The
// time begins when a run finds the directory for the first time: nothing else tells when its owner
// was killed, because writing to mapped memory does not change the time of a file.
bool IsOutdated(const fs::path& directory) {
  const std::string found = (directory / kFound).string();
  const FileDescriptor file{
      open(found.c_str(), O_RDONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)};
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return true;
  return time(nullptr) - status.st_mtime >= kKept || RoomIn(directory.string()) < kEnough;
}

}  // namespace

std::vector<std::string> TemporaryDirectory::OfThisUser() {
  std::vector<std::string> parents = Parents();
  parents.emplace_back("/tmp");  // TMPDIR may be another one here
  std::vector<std::string> found;
  for (const std::string& parent : std::set<std::string>(parents.begin(), parents.end())) {
    std::error_code error;
    for (fs::directory_iterator entry{parent, error}; entry != fs::directory_iterator{} && !error;
         entry.increment(error)) {
      const fs::path path = entry->path();
      if (path.filename().string().rfind(kPrefix, 0) != 0 || !IsOfThisUser(path)) continue;
      found.push_back(path);
    }
  }
  return found;
}

void TemporaryDirectory::RemoveAbandoned() {
  for (const std::string& path : OfThisUser()) {
    std::error_code error;
    if (IsAbandoned(path) && !IsInUse(path) && IsOutdated(path)) fs::remove_all(path, error);
  }
}

TemporaryDirectory::TemporaryDirectory() {
  for (const std::string& parent : Parents()) {
    if (MakeIn(parent)) return;
  }
}

bool TemporaryDirectory::MakeIn(const std::string& parent) {
  std::string pattern = parent + "/" + kPrefix + "XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return false;
  path_ = pattern;
  // Another run must not find the file before it is locked.
  const std::string early = FileNamed("new");
  lock_ = FileDescriptor{open(early.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (lock_ && flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) {
    rename(early.c_str(), FileNamed(kLock).c_str());
  }
  return true;
}

std::string TemporaryDirectory::FileNamed(const std::string& name) const {
  return path_.empty() ? path_ : path_ + "/" + name;
}

std::string TemporaryDirectory::Trouble() const {
  const std::string both = std::string{kInMemory} + " and " + TemporaryFiles();
  const std::string lack = "calls and dbspan's messages in the program may be missing: ";
  if (path_.empty()) return lack + "no file can be made in " + both;
  if (RoomIn(path_) < kLeast) return lack + both + " are full";
  return {};
}

void TemporaryDirectory::Remove() {
  if (path_.empty()) return;
  std::error_code error;
  fs::remove_all(path_, error);
  path_.clear();
  lock_.Close();
}

}  // namespace dbspan::cli
