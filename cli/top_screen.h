#pragma once

#include <sys/types.h>
#include <termios.h>

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "cli/file_descriptor.h"
#include "cli/options.h"
#include "cli/run_access.h"
#include "view/top_table.h"

namespace dbspan::cli {

/// Shows snapshots of a run until it ends or the user quits: on a terminal an interactive screen,
/// elsewhere a plain table in each interval.
///
/// It always restores the terminal, also after a signal. Used by one thread.
class TopScreen {
 public:
  /// Show() will draw on `terminal` and read keys from it. If `terminal` is -1, it writes tables to
  /// `output`.
  TopScreen(RunAccess run, int terminal, int output, std::chrono::milliseconds interval,
            const Options& options);
  ~TopScreen();

  /// Returns when the run has ended, the user has quit, or the descriptor `stop` is readable (-1:
  /// no such descriptor).
  void Show(int stop = -1);

 private:
  void ShowTables(int stop);
  void Enter();
  void Leave();
  bool Refresh();
  void Draw();
  bool HandleKeys();
  bool HandleKey(const std::string& key);
  void HandleKeyOfRun(const std::string& key);
  std::string WithTraces() const;
  bool AddTraces();
  const view::TopSnapshot* Before() const;

  const RunAccess run_;
  const int terminal_;
  const int output_;
  std::chrono::milliseconds interval_;
  const Options& options_;
  termios settings_{};
  bool entered_ = false;
  view::TopChoices choices_;
  std::deque<view::TopSnapshot> snapshots_;  ///< Those of the last ten seconds, oldest first.
  std::optional<view::TopSnapshot> zero_;    ///< Snapshot at which the user reset the counters.
  view::TopShown shown_;
};

}  // namespace dbspan::cli
