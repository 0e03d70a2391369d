#include "cli/save_page.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "cli/reporting.h"

namespace dbspan::cli {

std::string SavePage(SharedStore& store, const Options& options, view::RunFacts facts,
                     pid_t program) {
  const std::string path = "dbspan-" + facts.title + "-" + std::to_string(program) + ".html";
  const pid_t parent = getpid();
  const pid_t child = store.With([&](view::Store& kept) {
    const pid_t forked = fork();
    if (forked != 0) return forked;
    // The other threads do not exist here, so only the store and memory are used.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    const view::Picture picture =
        view::TakePicture(kept, std::move(facts), {options.thresholds, options.burst_gap.count()});
    _exit(WritePage(path, picture).empty() ? 0 : 1);
  });
  int status = -1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status == 0 ? "saved " + path : path + " could not be written";
}

}  // namespace dbspan::cli
