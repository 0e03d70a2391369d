#include "cli/run_table.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "cli/output.h"
#include "core/process/signal_guard.h"

namespace dbspan::cli {
namespace {

FileDescriptor OpenSpool() {
  const char* const directory = std::getenv("TMPDIR");
  FileDescriptor spool{open(directory == nullptr || *directory == '\0' ? "/tmp" : directory,
                            O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
  if (spool) return spool;
  return FileDescriptor{memfd_create("dbspan", MFD_CLOEXEC)};
}

}  // namespace

RunTable::RunTable(const Options& options) : options_(options) {
  if (!options.top || isatty(STDERR_FILENO) == 0 || !CanDrawScreens()) return;
  terminal_ = FileDescriptor{open("/dev/tty", O_RDWR | O_CLOEXEC)};
  if (terminal_ && tcgetpgrp(terminal_.get()) != getpgrp()) terminal_.Close();
}

void RunTable::Redirect() {
  if (!terminal_) return;
  spool_ = OpenSpool();
  if (!spool_) return;
  const bool reads_terminal = isatty(STDIN_FILENO) != 0;
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (isatty(number) == 0) continue;
    saved_[number] = FileDescriptor{fcntl(number, F_DUPFD_CLOEXEC, 3)};
    if (number > 0) dup2(spool_.get(), number);
  }
  if (!reads_terminal) return;
  const FileDescriptor nothing{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  dup2(nothing.get(), STDIN_FILENO);
}

void RunTable::Restore() {
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (saved_[number]) dup2(saved_[number].get(), number);
  }
  if (saved_[0])
    WriteAll(STDERR_FILENO, "dbspan: with --top, the program's standard input is empty\n");
}

std::string RunTable::LastOutput() const {
  constexpr off_t kMost = 64 * 1024;
  if (!spool_) return "the program's output goes where it goes without dbspan; --top keeps it";
  struct stat status {};  // not lseek: the program has the same offset
  const off_t size = fstat(spool_.get(), &status) == 0 ? status.st_size : 0;
  std::string text(static_cast<std::size_t>(std::min(size, kMost)), '\0');
  const ssize_t got =
      pread(spool_.get(), text.data(), text.size(), std::max<off_t>(size - kMost, 0));
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

void RunTable::Start(const RunAccess& run) {
  if (!options_.top) return;
  stop_ = FileDescriptor{eventfd(0, EFD_CLOEXEC)};
  const std::chrono::milliseconds by_default = std::chrono::seconds{terminal_ ? 1 : 10};
  screen_.emplace(run, terminal_.get(), STDERR_FILENO, options_.interval.value_or(by_default),
                  options_);
  const SignalGuard of_new_threads;
  thread_ = std::thread{[this] { screen_->Show(stop_.get()); }};
}

void RunTable::Stop() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

void RunTable::Finish() {
  Stop();
  if (!spool_) return;
  std::array<char, 65536> piece{};
  off_t at = 0;
  ssize_t size = 0;
  while ((size = pread(spool_.get(), piece.data(), piece.size(), at)) > 0) {
    if (!WriteAll(STDOUT_FILENO, {piece.data(), static_cast<std::size_t>(size)})) return;
    at += size;
  }
}

}  // namespace dbspan::cli
