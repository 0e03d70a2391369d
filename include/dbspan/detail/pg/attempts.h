#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

class ScopedSpan;

namespace detail::pg {

/// Records the attempts of one `perform` as spans, if Postgres is recorded. A stack object.
class Attempts {
 public:
  Attempts() noexcept;
  Attempts(const Attempts&) = delete;
  Attempts& operator=(const Attempts&) = delete;
  ~Attempts();

  /// Scope guard: an attempt is running.
  class One {
   public:
    explicit One(Attempts& attempts) noexcept : attempts_(attempts) { attempts_.Begin(); }
    One(const One&) = delete;
    One& operator=(const One&) = delete;
    ~One() { attempts_.End(); }

   private:
    Attempts& attempts_;
  };

  /// Records that the running attempt threw. Call it while the exception is being handled.
  void Fail() noexcept;

 private:
  void Begin() noexcept;
  void End() noexcept;

  std::unique_ptr<ScopedSpan> span_;  // of the running attempt
  const bool recorded_;
  std::int64_t failed_ = 0;
  std::string reason_;  // reason of the last failure
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
