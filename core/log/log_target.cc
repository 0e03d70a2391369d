#include "core/log/log_target.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/log/log_line.h"
#include "core/log/quiet_write.h"
#include "core/log/shown_value.h"
#include "core/log/standard_error.h"
#include "core/sql/keyword.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

enum class Target { kTerminal, kStandardError, kNowhere, kFile, kUnknown };

constexpr std::string_view kBlanks = " \t\r\n";

// Null in a set-user-ID program: its caller must not choose a file for it to write to.
std::string_view Value() noexcept {
  const char* const set = secure_getenv("DBSPAN_LOG");
  std::string_view value = set == nullptr ? std::string_view{} : set;
  value.remove_prefix(std::min(value.find_first_not_of(kBlanks), value.size()));
  value.remove_suffix(value.size() - (value.find_last_not_of(kBlanks) + 1));
  return value;
}

Target TargetOf(std::string_view value) noexcept {
  const auto is = [value](std::string_view word) {
    return sql_text::EqualsIgnoringCase(value, word);
  };
  if (value.empty() || is("auto")) return Target::kTerminal;
  if (is("stderr")) return Target::kStandardError;
  if (is("off")) return Target::kNowhere;
  const bool file = value.find_first_of("/.") != std::string_view::npos;
  return file ? Target::kFile : Target::kUnknown;
}

/// Writes to the terminal, once per process, that the value of DBSPAN_LOG has no effect.
void Reject(std::string_view value, const char* fault, const char* reason) noexcept {
  static std::atomic<bool> rejected{false};
  if (!StandardErrorIsTerminal() || rejected.exchange(true)) return;
  RoomForValue shown;
  std::array<char, 512> message;
  const int size = std::snprintf(
      message.data(), message.size(),
      "DBSPAN_LOG=%s %s%s%s; accepted: auto, stderr, off, or a file (with a '/' or a '.' in its "
      "name)",
      ShowValue(value, shown), fault, reason == nullptr ? "" : ": ",
      reason == nullptr ? "" : reason);
  if (size < 0) return;
  const auto written = std::min(static_cast<std::size_t>(size), message.size() - 1);
  WriteQuietly(STDERR_FILENO, LogLine{{message.data(), written}}.text());
}

/// The value of DBSPAN_LOG as the name of a file. The blanks after it are cut off if it is not too
/// long for that.
class LogPath {
 public:
  explicit LogPath(std::string_view value) noexcept : text_(value.data()) {
    if (value.size() >= copy_.size()) return;
    *std::copy(value.begin(), value.end(), copy_.begin()) = '\0';
    text_ = copy_.data();
  }
  LogPath(const LogPath&) = delete;
  LogPath& operator=(const LogPath&) = delete;
  const char* text() const noexcept { return text_; }

 private:
  std::array<char, 512> copy_;
  const char* text_;
};

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
bool IsOfEndedRun(std::string_view file) noexcept {
  return errno == ENOENT && file.find("/dbspan-") != std::string_view::npos;
}

}  // namespace

void WriteToLog(std::string_view line) noexcept {
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;
  const std::string_view value = Value();
  switch (TargetOf(value)) {
    case Target::kNowhere:
      return;
    case Target::kStandardError:
      if (StandardErrorIsTheFirst()) WriteQuietly(STDERR_FILENO, line);
      return;
    case Target::kFile:
      if (WriteToFile(LogPath{value}.text(), line)) return;
      if (IsOfEndedRun(value)) return;
      Reject(value, "cannot be opened", strerrordesc_np(errno));
      break;
    case Target::kUnknown:
      ReportUnknownLogTarget();
      break;
    case Target::kTerminal:
      break;
  }
  WriteToTerminal(line);
}

void ReportUnknownLogTarget() noexcept {
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;
  const std::string_view value = Value();
  if (TargetOf(value) == Target::kUnknown) Reject(value, "is ignored", nullptr);
}

bool LogsToStandardError() noexcept { return TargetOf(Value()) == Target::kStandardError; }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
