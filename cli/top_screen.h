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

/// Shows snapshots of a run until it ends or the reader leaves: on a terminal a screen with keys,
/// elsewhere a plain table each interval.
///
/// The terminal is what it was on every way out, also by a signal. Used by one thread.
class TopScreen {
 public:
  /// Takes a snapshot; nothing: the run has ended.
  using Take = std::function<std::optional<view::TopSnapshot>()>;

  /// `terminal`: where the screen is drawn and keys are read; none, and `output` gets tables.
  TopScreen(Take take, int terminal, int output, std::chrono::milliseconds interval,
            const Options& options);
  ~TopScreen();

  /// Returns when the run has ended, the reader has left, or `stop` can be read. -1: none.
  void Show(int stop = -1);

 private:
  void ShowTables(int stop);
  void Enter();
  void Leave();
  bool Refresh();
  void Draw();
  bool HandleKeys();
  bool HandleKey(const std::string& key);
  const view::TopSnapshot* Before() const;

  const Take take_;
  const int terminal_;
  const int output_;
  std::chrono::milliseconds interval_;
  const Options& options_;
  termios settings_{};
  bool entered_ = false;
  view::TopChoices choices_;
  std::deque<view::TopSnapshot> snapshots_;  ///< Of the last ten seconds, oldest first.
  std::optional<view::TopSnapshot> zero_;    ///< Where counting began anew.
  std::size_t rows_ = 0;
};

}  // namespace dbspan::cli
