#pragma once

#include "cli/child_process.h"

namespace dbspan::cli {

/// From here on, a signal that would end dbspan ends it as the program ended: Ctrl-C stops a report
/// that takes long. What arrived while the program still ran is forgotten. A broken pipe ends
/// nothing.
void EndOnSignal(const Ending& ending);

}  // namespace dbspan::cli
