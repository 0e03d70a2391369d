#include "cli/save_page.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "cli/reporting.h"

namespace dbspan::cli {

std::string SavePage(SharedStore& store, const Options& options, view::RunFacts facts,
                     pid_t program, const std::string& directory) {
  const std::string name = "dbspan-" + facts.title + "-" + std::to_string(program) + ".html";
  const std::string path = directory.empty() ? name : directory + "/" + name;
  const pid_t parent = getpid();
  // The child writes a byte when it has saved the page. Its exit status would not do: as the first
  // process of a container, dbspan waits for all its children elsewhere, too.
  int pipe[2];
  if (pipe2(pipe, O_CLOEXEC) != 0) return name + " could not be written";
  const pid_t child = store.With([&](view::Store& kept) {
    const pid_t forked = fork();
    if (forked != 0) return forked;
    // The other threads do not exist here, so only the store and memory are used.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    const view::Picture picture =
        view::TakePicture(kept, std::move(facts), {options.thresholds, options.burst_gap.count()});
    const bool saved = WritePage(path, picture).empty();
    _exit(saved && write(pipe[1], "s", 1) == 1 ? 0 : 1);
  });
  close(pipe[1]);
  char byte = 0;
  ssize_t saved = 0;
  do {
    saved = read(pipe[0], &byte, 1);
  } while (saved < 0 && errno == EINTR);
  close(pipe[0]);
  while (child > 0 && waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return saved == 1 ? "saved " + name : name + " could not be written";
}

}  // namespace dbspan::cli
