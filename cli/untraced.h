#pragma once

#include <string>
#include <vector>

#include "cli/process_watch.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Facts about a run from which FindCauses finds why something was not traced.
struct TracingFacts {
  std::string program;                  ///< Program as given on the command line.
  bool nothing = false;                 ///< No span was received.
  std::vector<std::int64_t> recorders;  ///< Processes that used a client through dbspan.
  std::vector<WatchedProcess> watched;
};

/// Returns notices about processes and calls that were not traced, with the reasons. The reasons
/// come from the watched processes and from the files of the program. Empty if nothing is known to
/// be missing.
std::vector<view::Notice> FindCauses(const TracingFacts& facts);

}  // namespace dbspan::cli
