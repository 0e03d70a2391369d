#pragma once

#include <mysql.h>

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/interpose/route.h"
#include "core/sql/row_effect.h"
#include "dbspan/detail/open_operation.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "mysql/measured_command.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Counts the commands of the process whose results are being read. While there are any, they are
/// followed even if the client is switched off.
class OpenCommands {
 public:
  static bool Any() noexcept { return count_.load(std::memory_order_relaxed) != 0; }

 private:
  friend class Command;
  inline static std::atomic<std::size_t> count_{0};
};

/// A command that was sent and whose results are being read one after the other. It is one
/// operation, however many calls read its results.
class Command {
 public:
  Command() noexcept = default;
  explicit Command(detail::OperationSpan&& operation) noexcept : open_(std::move(operation)) {
    open_.ReportAbandoned();
    Count();
  }
  Command(detail::OperationSpan&& operation, std::string_view sql) noexcept
      : Command(std::move(operation)) {
    if (open_) effect_ = sql_text::RowEffectOf(sql);
  }
  Command(Command&& other) noexcept
      : open_(std::move(other.open_)),
        measured_(std::move(other.measured_)),
        effect_(other.effect_),
        first_(other.first_),
        counted_(std::exchange(other.counted_, false)) {}
  Command& operator=(Command&& other) noexcept {
    if (this == &other) return *this;
    GiveUp();
    open_ = std::move(other.open_);
    measured_ = std::move(other.measured_);
    effect_ = other.effect_;
    first_ = other.first_;
    Count();
    other.Count();
    return *this;
  }
  ~Command() { GiveUp(); }

  /// Ends the previous operation, if any, and holds the one that `start()` returns.
  template <class Start>
  void Begin(Start&& start, std::string_view sql = {}) noexcept {
    if (measured_) measured_.GiveUp();
    open_.Begin(start);
    open_.ReportAbandoned();
    effect_ = open_ ? sql_text::RowEffectOf(sql) : sql_text::RowEffect::kNone;
    first_ = true;
    Count();
  }

  /// Like `Begin`, with an operation in the short form. Returns false if `start()` returned none;
  /// then call `Begin`.
  template <class Start>
  bool BeginMeasured(const Start& start) noexcept {
    GiveUp();
    measured_.Begin(start);
    Count();
    return measured();
  }

  explicit operator bool() const noexcept { return counted_; }
  /// Tells whether the operation is in the short form.
  bool measured() const noexcept { return static_cast<bool>(measured_); }
  /// The operation in its general form; empty in the short form.
  const detail::OperationSpan& operation() const noexcept { return open_.operation(); }

  /// Handles the header of a result. With columns, its rows follow; without, the result is complete
  /// and `affected` is the number of changed rows.
  void OnStatus(const MYSQL& connection, unsigned columns, my_ulonglong affected) noexcept;
  /// Handles a result that was read completely, with its number of rows.
  void OnStored(const MYSQL& connection, my_ulonglong rows) noexcept;
  /// OnStored() of an operation in the short form. Inline, because it is frequent.
  void OnMeasuredRows(const MYSQL& connection, my_ulonglong rows) noexcept {
    measured_.AddRows(static_cast<std::int64_t>(rows));
    if (HasMore(connection)) return measured_.OnAnswer();
    measured_.End();
    Count();
  }
  /// Records that the server has answered; rows or results follow.
  void OnAnswer() noexcept { measured_ ? measured_.OnAnswer() : open_.OnAnswer(); }
  /// Counts a row that was read.
  void OnRow() noexcept { measured_ ? measured_.OnRow() : open_.OnRow(); }
  /// Handles the end of a result that was read row by row.
  void OnLastRow(const MYSQL& connection) noexcept;
  /// Handles a result whose unread rows were discarded.
  void OnDiscarded(const MYSQL& connection) noexcept;
  /// Ends the operation with the outcome that `observe()` returns, or without one if there is no
  /// memory.
  template <class Observe>
  void Fail(const Observe& observe) noexcept {
    if (measured_) measured_.MoveTo(open_);
    open_.Fail(observe);
    Count();
  }
  void GiveUp() noexcept {
    if (counted_) GiveUpOpen();
  }
  void End() noexcept {
    measured_ ? measured_.End() : open_.End();
    Count();
  }

 private:
  /// Keeps OpenCommands up to date: counts this command while its operation is open.
  void Count() noexcept {
    const bool open = open_ || measured_;
    if (open == counted_) return;
    counted_ = open;
    if (open) {
      ++OpenCommands::count_;
      interpose::Routes::StopPassing();
    } else {
      --OpenCommands::count_;
    }
  }

  void GiveUpOpen() noexcept {
    measured_ ? measured_.GiveUp() : open_.GiveUp();
    Count();
  }
  // Reads what mysql_more_results returns.
  static bool HasMore(const MYSQL& connection) noexcept {
    return (connection.server_status & SERVER_MORE_RESULTS_EXIST) != 0;
  }

  detail::OpenOperation open_;
  MeasuredCommand measured_;  // if not empty, open_ is empty
  sql_text::RowEffect effect_ = sql_text::RowEffect::kNone;
  bool first_ = true;
  bool counted_ = false;  // there is an operation
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
