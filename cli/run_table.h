#pragma once

#include <optional>
#include <string>
#include <thread>

#include "cli/file_descriptor.h"
#include "cli/options.h"
#include "cli/top_screen.h"

namespace dbspan::cli {

/// The live table of `dbspan run --top`.
///
/// On a terminal it takes over the screen: the program's output to the terminal is written to a
/// file and shown after the end of the table, and the program's input from the terminal is replaced
/// by empty input. Without a terminal, a table is written to standard error in each interval.
///
/// Call Redirect before the fork, Restore and Start after it, and Finish after the end of the
/// program.
class RunTable {
 public:
  explicit RunTable(const Options& options);
  RunTable(const RunTable&) = delete;
  RunTable& operator=(const RunTable&) = delete;
  ~RunTable() { Stop(); }

  void Redirect();
  void Restore();
  /// The table's thread calls the functions of `run`, which live longer than the table.
  void Start(const RunAccess& run);
  /// Returns the end of the program's output; if it goes elsewhere, a sentence about that. Any
  /// thread may call it between Redirect and the destructor.
  std::string LastOutput() const;
  /// Leaves the screen and writes the program's output to standard output, in its original order.
  void Finish();

 private:
  void Stop();

  const Options& options_;
  FileDescriptor terminal_;  ///< Empty: tables are written to standard error.
  FileDescriptor spool_;
  FileDescriptor saved_[3];
  FileDescriptor stop_;
  std::optional<TopScreen> screen_;
  std::thread thread_;
};

}  // namespace dbspan::cli
