#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Outcome;

namespace detail::pg {

/// The SQLSTATE of a warning, or empty.
class WarningCode {
 public:
  void Set(std::string_view sqlstate) noexcept {
    code_[sqlstate.copy(code_, sizeof code_ - 1)] = '\0';
  }
  void Clear() noexcept { code_[0] = '\0'; }
  /// Sets only the status code, because a warning is not an error. Keeps the code of an error.
  void AddTo(Outcome& outcome) const;

 private:
  char code_[6] = {};
};

/// The last warning that libpq received on this thread. The traced functions of libpq store it; the
/// traced call of libpqxx above them reads it.
class Warning {
 public:
  static void Note(std::string_view sqlstate) noexcept { code_.Set(sqlstate); }
  static void Clear() noexcept { code_.Clear(); }
  static void AddTo(Outcome& outcome) { code_.AddTo(outcome); }

  /// Scope guard for a callback: warnings of other calls inside it do not replace the stored one. A
  /// stack object.
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

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
