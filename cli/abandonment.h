#pragma once

#include "cli/child_process.h"

namespace dbspan::cli {

/// Installs handlers: from now on, a signal such as SIGINT makes dbspan exit at once with the
/// ending of the program, so that Ctrl-C stops a slow report. Signals that arrived while the
/// program was running are discarded, and SIGPIPE is ignored.
void EndOnSignal(const Ending& ending);

}  // namespace dbspan::cli
