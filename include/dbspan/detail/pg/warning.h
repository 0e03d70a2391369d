#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The SQLSTATE of a warning, or none.
class WarningCode {
 public:
  void Set(std::string_view sqlstate) noexcept {
    code_[sqlstate.copy(code_, sizeof code_ - 1)] = '\0';
  }
  void Clear() noexcept { code_[0] = '\0'; }
  /// It is no error: only the code is told, where there is none.
  void AddTo(Outcome& outcome) const {
    if (code_[0] != '\0' && outcome.status_code.empty()) outcome.status_code = code_;
  }

 private:
  char code_[6] = {};
};

/// The last warning that libpq has handed on in this thread: from the objects of libpq, which see
/// it, to the traced call of libpqxx above them.
class Warning {
 public:
  static void Note(std::string_view sqlstate) noexcept { code_.Set(sqlstate); }
  static void Clear() noexcept { code_.Clear(); }
  static Outcome AddedTo(Outcome outcome) {
    code_.AddTo(outcome);
    return outcome;
  }

  /// While one lives, something else is called: what warns there is not told here. A stack object.
  class Kept {
   public:
    Kept() noexcept : code_(Warning::code_) {}
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    ~Kept() { Warning::code_ = code_; }

   private:
    WarningCode code_;
  };

 private:
  inline static thread_local WarningCode code_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
