#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "insight/thresholds.h"
#include "view/bursts.h"

namespace dbspan::cli {

/// Wrong use of the command line; the message says what and what is accepted.
class WrongUse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class ColourWhen { kAuto, kAlways, kNever };

/// What the commands have in common; each reads those it knows.
struct Options {
  bool help = false;
  bool quiet = false;
  bool all = false;
  bool audit = false;      ///< LD_AUDIT as well.
  bool arguments = false;  ///< Record the command line.
  std::string output;      ///< Of the report; empty: standard error (run) or output.
  std::string html;
  std::string json;
  std::size_t statements = 10;
  std::size_t memory = 256U << 20U;
  ColourWhen colour = ColourWhen::kAuto;
  bool follow = false;  ///< Report when the last traced process has ended.
  bool top = false;     ///< A live table instead of the program's output.
  std::optional<std::chrono::milliseconds> interval;  ///< Of live tables.
  unsigned port = 0;                                  ///< 0: not given.
  bool open = false;
  std::vector<std::string> origins;  ///< Of web pages that may send spans.
  std::chrono::nanoseconds burst_gap{view::kBurstGap};
  insight::Thresholds thresholds;  ///< From where on something is a finding.
  bool fail_on_findings = false;
  bool fail_on_errors = false;
  bool fail_on_untraced = false;
  enum class Progress { kAuto, kAlways, kNever } progress = Progress::kAuto;
  std::vector<std::string> rest;  ///< The program and its arguments, or the files.
};

/// Reads options up to the first argument that is none, or to `--`. Throws WrongUse.
/// `known` names the options that this command has, without `--`; `-q` and `-o` stand for theirs.
Options ReadOptions(const std::vector<std::string>& arguments,
                    const std::vector<std::string>& known);

/// `64M`, `1G`, `500000`. Throws WrongUse.
std::size_t ReadSize(const std::string& text);

}  // namespace dbspan::cli
