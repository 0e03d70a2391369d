#pragma once

#include <string>

#include "cli/options.h"
#include "cli/other_signals.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Writes the report, page and JSON that the options request. The report is written to `descriptor`
/// unless `--output` names a file. Returns false if a file cannot be written; the reason is written
/// to standard error.
///
/// `--json run.jsonl` writes the spans to that file, metrics to run.metrics.jsonl, and log records,
/// which include the findings, to run.logs.jsonl, if there are any. `others` may be null.
bool WriteReports(const view::Picture& picture, const Options& options, int descriptor,
                  const OtherSignals* others = nullptr);

/// Writes the page. Returns the reason if that fails, otherwise an empty text.
std::string WritePage(const std::string& path, const view::Picture& picture);

}  // namespace dbspan::cli
