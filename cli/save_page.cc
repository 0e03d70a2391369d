#include "cli/save_page.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "cli/close_descriptors.h"
#include "cli/reporting.h"

namespace dbspan::cli {
namespace {

// Leaves only `kept` open. Otherwise a process that outlives dbspan would keep the program's
// streams open, and the lock of the run.
void CloseInherited(int kept) {
  CloseOthers(kept);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (nothing < 0 || dup2(nothing, number) < 0) close(number);
  }
}

}  // namespace

std::string PageSaver::Save(view::RunFacts facts, pid_t program, const std::string& directory) {
  if (saving_.exchange(true)) return "another page is being saved";
  const std::string name = "dbspan-" + facts.title + "-" + std::to_string(program) + ".html";
  std::string message = Write(std::move(facts), name, directory);
  saving_ = false;
  return message;
}

std::string PageSaver::Write(view::RunFacts facts, const std::string& name,
                             const std::string& directory) {
  const std::string path = directory.empty() ? name : directory + "/" + name;
  // The child writes a byte when it has saved the page. Its exit status would not do: as the first
  // process of a container, dbspan waits for all its children elsewhere, too.
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) return name + " could not be written";
  const FileDescriptor input{pipe[0]};
  FileDescriptor output{pipe[1]};
  const pid_t child = store_.With([&](view::Store& kept) {
    const pid_t forked = fork();
    if (forked != 0) return forked;
    // The other threads do not exist here, so only the store and memory are used.
    CloseInherited(output.get());
    const view::Picture picture = view::TakePicture(
        kept, std::move(facts), {options_.thresholds, options_.burst_gap.count()});
    const bool saved = WritePage(path, picture).empty();
    _exit(saved && write(output.get(), "s", 1) == 1 ? 0 : 1);
  });
  output.Close();
  std::array<pollfd, 2> waiting{{{input.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
  while (poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) {
  }
  if (child > 0 && waiting[0].revents == 0) return name + " is being written";
  char byte = 0;
  ssize_t saved = 0;
  do {
    saved = read(input.get(), &byte, 1);
  } while (saved < 0 && errno == EINTR);
  while (child > 0 && waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return saved == 1 ? "saved " + name : name + " could not be written";
}

}  // namespace dbspan::cli
