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

// Functions that the cases of ./run process share. A case is a program that prints its observations
// on standard output. They must be the same without dbspan ("bare") and in each traced form.
namespace dbspan::process {

/// Sets up telemetry as an application does: the first object in `main`. Does nothing if the
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

/// Writes a line to standard output without buffering: a fork would duplicate a buffer, and `_exit`
/// would lose it.
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

/// Ends a case that cannot run, with a status that counts as a failure even without dbspan.
[[noreturn]] inline void GiveUp(const std::string& why) {
  std::fprintf(stderr, "cannot run: %s\n", why.c_str());
  _exit(99);
}

/// Returns a name for keys and tables that is unique for this run.
inline std::string OwnName() {
  const char* name = std::getenv("PROCESS_NAME");
  return name == nullptr ? "process" : name;
}

/// Returns the number of entries of a directory in /proc, without `.`, `..` and the descriptor that
/// reads the directory.
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
