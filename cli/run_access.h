#pragma once

#include <functional>
#include <optional>
#include <string>

#include "view/top_snapshot.h"

namespace dbspan::cli {

/// What a live table learns about its run.
struct RunState {
  enum class Answer {
    kTaken,    ///< There is a snapshot.
    kStopped,  ///< `dbspan run` was stopped, by Ctrl-Z for example. It may be continued.
    kSilent,   ///< It did not answer in time; it may do so later.
    kEnded,
  };
  Answer answer = Answer::kEnded;
  std::optional<view::TopSnapshot> snapshot;
  std::int64_t dbspan = 0;  ///< Process id of `dbspan run`; 0: unknown.
};

/// How a live table reaches its run, in this process or another one.
struct RunAccess {
  /// Returns a snapshot with the traces of the statement with this hash (none if it is empty).
  std::function<RunState(const std::string& statement)> take;
  std::function<std::string()> output;  ///< Returns the last part of the program's output.
  /// Saves a page in this directory (empty: the current one), and returns a message about it.
  std::function<std::string(const std::string& directory)> save;
};

}  // namespace dbspan::cli
