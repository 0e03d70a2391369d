#pragma once

#include <sys/types.h>
#include <termios.h>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "cli/file_descriptor.h"
#include "cli/options.h"
#include "view/top_table.h"

namespace dbspan::cli {

/// Shows snapshots of a run until it ends or the user quits: on a terminal an interactive screen,
/// elsewhere a plain table in each interval.
///
/// It always restores the terminal, also after a signal. Used by one thread.
class TopScreen {
 public:
  /// Returns a snapshot, or nullopt if the run has ended.
  using Take = std::function<std::optional<view::TopSnapshot>()>;
  /// What only `dbspan run --top` can do.
  struct OfRun {
    std::function<std::string()> output;  ///< Returns the last part of the program's output.
    std::function<std::string()> save;    ///< Saves a page; returns a message about it.
  };

  /// Draws the screen on `terminal` and reads keys from it. If `terminal` is -1, it writes tables
  /// to `output`.
  TopScreen(Take take, int terminal, int output, std::chrono::milliseconds interval,
            const Options& options);
  ~TopScreen();

  /// Offers the keys `o` and `w`. Call it before Show.
  void Offer(OfRun of_run);

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
  const view::TopSnapshot* Before() const;

  const Take take_;
  const int terminal_;
  const int output_;
  std::chrono::milliseconds interval_;
  const Options& options_;
  termios settings_{};
  bool entered_ = false;
  view::TopChoices choices_;
  std::deque<view::TopSnapshot> snapshots_;  ///< Those of the last ten seconds, oldest first.
  std::optional<view::TopSnapshot> zero_;    ///< Snapshot at which the user reset the counters.
  std::size_t rows_ = 0;
  OfRun of_run_;
};

}  // namespace dbspan::cli
