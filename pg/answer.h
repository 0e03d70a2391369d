#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// The last answer of the server that libpq has returned, on this thread, to the traced call of
/// libpqxx above it. The traced functions of libpq store it; that call reads it, because some
/// exceptions of libpqxx have no SQLSTATE, and some of its functions return no result.
class Answer {
 public:
  class Scope;

  static const Answer& Last() noexcept { return last_; }
  static void NoteRows(std::int64_t returned, std::int64_t affected) noexcept {
    last_.succeeded_ = true;
    last_.copies_out_ = false;
    last_.returned_rows_ = returned;
    last_.affected_rows_ = affected;
  }
  /// Stores that the server sends the rows of a COPY next.
  static void NoteCopyOut() noexcept {
    last_.succeeded_ = false;
    last_.copies_out_ = true;
  }
  static void NoteError(std::string_view sqlstate) noexcept {
    last_.succeeded_ = false;
    last_.copies_out_ = false;
    last_.sqlstate_[sqlstate.copy(last_.sqlstate_, sizeof last_.sqlstate_ - 1)] = '\0';
  }
  /// Stores that a query was sent, whose results will be read later.
  static void NoteSent() noexcept {
    last_.sent_ = true;
    last_.read_ = false;
  }
  /// Stores that all results of what was sent have been read.
  static void NoteRead() noexcept { last_.read_ = true; }
  static void ForgetSent() noexcept { last_.sent_ = last_.read_ = false; }
  /// Forgets a success: it is not known to be that of the current operation.
  static void ForgetRows() noexcept { last_.succeeded_ = false; }
  /// Forgets the SQLSTATE, because its exception has been recorded.
  static void ForgetError() noexcept { last_.sqlstate_[0] = '\0'; }

  bool succeeded() const noexcept { return succeeded_; }
  bool copies_out() const noexcept { return copies_out_; }
  bool sent() const noexcept { return sent_; }
  bool read() const noexcept { return read_; }
  std::int64_t returned_rows() const noexcept { return returned_rows_; }
  std::int64_t affected_rows() const noexcept { return affected_rows_; }
  /// SQLSTATE of the last error; empty if there was none, or if it came from libpq itself. A later
  /// success keeps it: a pipeline of libpqxx throws it when the result is retrieved.
  std::string_view sqlstate() const noexcept { return sqlstate_; }

 private:
  std::int64_t returned_rows_ = Outcome::kUnknown;
  std::int64_t affected_rows_ = Outcome::kUnknown;
  bool succeeded_ = false;
  bool copies_out_ = false;
  bool sent_ = false;
  bool read_ = false;
  char sqlstate_[6] = {};

  [[gnu::visibility("default")]] static thread_local Answer last_;
};

inline thread_local Answer Answer::last_;

/// Scope guard of a call of libpqxx, which begins without an answer. Restores the answer of the
/// call that this one is inside of. A stack object.
class Answer::Scope {
 public:
  Scope() noexcept : outer_(last_) { last_ = {}; }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() { last_ = outer_; }

 private:
  const Answer outer_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
