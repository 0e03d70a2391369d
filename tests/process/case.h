#pragma once

#include <dirent.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

#ifdef DBSPAN_PROCESS_TRACED
#include <dbspan/sdk/setup.h>

#include <memory>
#endif

// What the cases of ./run process share. A case is a program that says on standard output what it
// sees: bare, and traced in several forms, it has to say the same.
namespace dbspan::process {

/// The telemetry of an application that sets it up itself: first in `main`. Nothing when the
/// program is bare or preloaded.
class Telemetry {
 public:
#ifdef DBSPAN_PROCESS_TRACED
  Telemetry() {
    sdk::Setup setup;
    setup.flush_on_sigterm = std::getenv("PROCESS_FLUSH_ON_SIGTERM") != nullptr;
    providers_ = sdk::setup("process", setup);
  }

 private:
  std::unique_ptr<sdk::Providers> providers_;
#else
  Telemetry() {}  // NOLINT(*-use-equals-default): not trivial, it is a guard
#endif
};

/// Writes a line to standard output at once: there is no buffer that a fork could double or an
/// `_exit` could lose.
[[gnu::format(printf, 1, 2)]] inline void Say(const char* format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  int size = std::vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  if (size > static_cast<int>(sizeof line) - 2) size = sizeof line - 2;
  line[size++] = '\n';
  const ssize_t written = write(STDOUT_FILENO, line, static_cast<std::size_t>(size));
  static_cast<void>(written);
}

/// Ends a case that cannot be run: bare as well, so that it counts as a failure.
[[noreturn]] inline void GiveUp(const std::string& why) {
  std::fprintf(stderr, "cannot run: %s\n", why.c_str());
  _exit(99);
}

/// A name of this run's own, for keys and tables.
inline std::string OwnName() {
  const char* name = std::getenv("PROCESS_NAME");
  return name == nullptr ? "process" : name;
}

/// The number of entries of a directory of /proc, without `.` and `..` and the descriptor that
/// reads it.
inline int CountEntries(const char* path) {
  DIR* const directory = opendir(path);
  if (directory == nullptr) return -1;
  int count = 0;
  while (const dirent* entry = readdir(directory)) {
    const bool own = std::atoi(entry->d_name) == dirfd(directory);
    if (entry->d_name[0] != '.' && !own) ++count;
  }
  closedir(directory);
  return count;
}
inline int ThreadCount() { return CountEntries("/proc/self/task"); }
inline int DescriptorCount() { return CountEntries("/proc/self/fd"); }

}  // namespace dbspan::process
