#include "core/log/log_target.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/log/log_line.h"
#include "core/log/quiet_write.h"
#include "core/log/standard_error.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

enum class Target { kTerminal, kStandardError, kNowhere, kFile, kUnknown };

Target TargetOf(std::string_view value) noexcept {
  if (value.empty() || value == "auto") return Target::kTerminal;
  if (value == "stderr") return Target::kStandardError;
  if (value == "off") return Target::kNowhere;
  const bool file = value.find_first_of("/.") != std::string_view::npos;
  return file ? Target::kFile : Target::kUnknown;
}

void WriteToTerminal(std::string_view line) noexcept {
  if (StandardErrorIsTerminal()) WriteQuietly(STDERR_FILENO, line);
}

/// Opens the log file without waiting for a reader of a named pipe. The descriptor is above 2: the
/// application may be about to reassign the standard streams.
int OpenLog(const char* file) noexcept {
  const int opened =
      open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
  if (opened < 0 || opened > STDERR_FILENO) return opened;
  const int moved = fcntl(opened, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  close(opened);
  return moved;
}

bool WriteToFile(const char* file, std::string_view line) noexcept {
  const int log = OpenLog(file);
  if (log < 0) return false;
  WriteQuietly(log, line);
  close(log);
  return true;
}

/// Returns true if the file cannot be opened because a `dbspan run` has ended. It logs to a file in
/// a temporary directory and removes both at its end. A program that still runs then, such as a
/// daemon, must not write to the terminal instead.
bool IsOfEndedRun(const char* file) noexcept {
  return errno == ENOENT && std::strstr(file, "/dbspan-") != nullptr;
}

}  // namespace

void WriteToLog(std::string_view line) noexcept {
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;
  // Null in a set-user-ID program: its caller must not choose a file for it to write to.
  const char* const set = secure_getenv("DBSPAN_LOG");
  const std::string_view value = set == nullptr ? std::string_view{} : set;
  switch (TargetOf(value)) {
    case Target::kNowhere:
      return;
    case Target::kStandardError:
      if (StandardErrorIsTheFirst()) WriteQuietly(STDERR_FILENO, line);
      return;
    case Target::kFile:
      if (WriteToFile(set, line) || IsOfEndedRun(set)) return;
      WriteToTerminal(LogLine{"the file that DBSPAN_LOG names cannot be opened"}.text());
      break;
    case Target::kUnknown:
      WriteToTerminal(
          LogLine{"this value of DBSPAN_LOG is ignored; accepted: auto, stderr, off, or a file "
                  "(with a '/' or a '.' in its name)"}
              .text());
      break;
    case Target::kTerminal:
      break;
  }
  WriteToTerminal(line);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
