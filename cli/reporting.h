#pragma once

#include <string>

#include "cli/options.h"
#include "cli/other_signals.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Writes what the options ask for: report, page, JSON. `descriptor` gets the report unless
/// `--output` names a file. What cannot be written is said on standard error; false then.
///
/// `--json run.jsonl` writes spans there, and metrics and log records, findings among them, into
/// run.metrics.jsonl and run.logs.jsonl if there are any: one signal a file. `others` may be null.
bool WriteReports(const view::Picture& picture, const Options& options, int descriptor,
                  const OtherSignals* others = nullptr);

}  // namespace dbspan::cli
