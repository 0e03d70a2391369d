#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Attributes this thread's database operations to a place in the application's code while the
/// object lives: `const dbspan::CallSite here;` above the call.
///
/// Findings about repeated statements then name that place (docs/insight.md). Costs a few
/// assignments. A stack object; nests. The texts must be literals.
class CallSite {
 public:
  explicit CallSite(const char* file = __builtin_FILE(), int line = __builtin_LINE(),
                    const char* function = __builtin_FUNCTION()) noexcept
      : file_(file), function_(function), line_(line), outer_(innermost_) {
    innermost_ = this;
  }
  CallSite(const CallSite&) = delete;
  CallSite& operator=(const CallSite&) = delete;
  ~CallSite() { innermost_ = outer_; }

  /// The innermost call site of this thread; null if there is none.
  static const CallSite* Innermost() noexcept { return innermost_; }
  const char* file() const noexcept { return file_; }
  const char* function() const noexcept { return function_; }
  int line() const noexcept { return line_; }

 private:
  // Exported, so that all shared objects of the process share one variable.
  [[gnu::visibility("default")]] inline static thread_local const CallSite* innermost_ = nullptr;

  const char* file_;
  const char* function_;
  int line_;
  const CallSite* outer_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
