#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "insight/thresholds.h"
#include "view/bursts.h"

namespace dbspan::cli {

/// Invalid arguments on the command line. The message names them and the accepted ones.
class WrongUse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The path that `-` stands for.
inline constexpr const char* kStandardOutput = "/dev/stdout";

enum class ColourWhen { kAuto, kAlways, kNever };

/// The options of all commands. Each command accepts some of them.
struct Options {
  bool help = false;
  bool quiet = false;
  bool all = false;
  bool audit = false;      ///< Use LD_AUDIT in addition to LD_PRELOAD.
  bool arguments = false;  ///< Record the command line.
  std::string output;      ///< File for the report; empty: standard error (`run`) or output.
  std::string html;
  std::string json;
  std::size_t statements = 10;
  std::size_t memory = 256U << 20U;
  ColourWhen colour = ColourWhen::kAuto;
  bool follow = false;  ///< Wait for the end of the last traced process before the report.
  bool top = false;     ///< Show a live table instead of the program's output.
  std::optional<std::chrono::milliseconds> interval;  ///< Refresh interval of live tables.
  unsigned port = 0;                                  ///< 0: option not given.
  bool open = false;
  std::vector<std::string> origins;  ///< Origins of web pages that may send spans.
  std::chrono::nanoseconds burst_gap{view::kBurstGap};
  insight::Thresholds thresholds;  ///< When operations become a finding.
  bool fail_on_findings = false;
  bool fail_on_errors = false;
  bool fail_on_untraced = false;
  enum class Progress { kAuto, kAlways, kNever } progress = Progress::kAuto;
  std::vector<std::string> given;  ///< Names of the options that were given, without `--`.
  std::vector<std::string> rest;   ///< The program and its arguments, or the files.

  bool has(const std::string& name) const {
    return std::find(given.begin(), given.end(), name) != given.end();
  }
};

/// Where options may stand: before a program, whose own options follow it, or anywhere.
enum class OptionPlace { kFirst, kAnywhere };

/// Reads options up to the first argument that is not an option, or to `--`; with
/// `OptionPlace::kAnywhere` all options up to `--`. `known` are the names
/// of the options that this command accepts, without `--`; the short forms `-q` and `-o` are
/// accepted if their long forms are. Throws WrongUse.
Options ReadOptions(const std::vector<std::string>& arguments,
                    const std::vector<std::string>& known, OptionPlace place = OptionPlace::kFirst);

/// Reads a size in bytes: `64M`, `1G`, `500000`. Throws WrongUse.
std::size_t ReadSize(const std::string& text);

}  // namespace dbspan::cli
