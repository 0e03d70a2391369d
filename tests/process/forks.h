#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/process/case.h"

namespace dbspan::process {

/// Waits for a child and prints how it ended.
inline void Await(pid_t child) {
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) GiveUp("no child");
  if (WIFSIGNALED(status)) {
    Say("the child got signal %d", WTERMSIG(status));
  } else {
    Say("the child ended with %d", WEXITSTATUS(status));
  }
}

}  // namespace dbspan::process
