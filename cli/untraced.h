#pragma once

#include <string>
#include <vector>

#include "cli/process_watch.h"
#include "view/picture.h"

namespace dbspan::cli {

/// What is known of a run when one asks why something was not traced.
struct TracingFacts {
  std::string program;                  ///< As it was named on the command line.
  bool nothing = false;                 ///< Not one operation came.
  std::vector<std::int64_t> recorders;  ///< Processes that used a client through dbspan.
  std::vector<WatchedProcess> watched;
};

/// Returns what was not traced and why: nothing at all, or only a part. Causes come from the
/// processes as they ran and from their files. Empty if nothing is known to be missing.
std::vector<view::Notice> FindCauses(const TracingFacts& facts);

}  // namespace dbspan::cli
