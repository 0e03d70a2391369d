#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "cli/file_descriptor.h"
#include "cli/options.h"
#include "cli/top_screen.h"

namespace dbspan::cli {

/// The live table of `dbspan run --top`.
///
/// On a terminal it takes the screen: what the program writes to the terminal goes into a file and
/// is shown after the table, and the program's input, if it is the terminal, is empty. Elsewhere a
/// table is written to standard error each interval.
///
/// Life: Redirect before the fork, Restore and Start after it, Finish after the program's end.
class RunTable {
 public:
  explicit RunTable(const Options& options);
  RunTable(const RunTable&) = delete;
  RunTable& operator=(const RunTable&) = delete;
  ~RunTable() { Stop(); }

  void Redirect();
  void Restore();
  void Start(std::function<view::TopSnapshot()> take);
  /// Leaves the screen and writes what the program wrote. To standard output, in its order.
  void Finish();

 private:
  void Stop();

  const Options& options_;
  FileDescriptor terminal_;  ///< None: tables.
  FileDescriptor spool_;
  FileDescriptor saved_[3];
  FileDescriptor stop_;
  std::optional<TopScreen> screen_;
  std::thread thread_;
};

}  // namespace dbspan::cli
