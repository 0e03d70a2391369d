#include "dbspan/detail/pg/attempts.h"

#include <chrono>
#include <new>

#include "core/span/outcome.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/outcome.h"
#include "dbspan/pg/instrumentation.h"
#include "dbspan/trace.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
namespace {

bool IsRecorded() noexcept try {
  const OutsideLibrary outside{kLibpq};
  return Postgres::instrumenter().Get()->ShouldStart();
} catch (...) {  // no memory for the instrumenter
  return false;
}

}  // namespace

Attempts::Attempts() noexcept : recorded_(IsRecorded()) {}

Attempts::~Attempts() = default;

void Attempts::Begin() noexcept {
  if (!recorded_) return;
  span_.reset(new (std::nothrow) ScopedSpan{"perform"});
  if (failed_ != 0) record_retry(failed_, std::chrono::seconds{0}, reason_);
}

void Attempts::End() noexcept { span_.reset(); }

void Attempts::Fail() noexcept try {
  ++failed_;
  if (span_ != nullptr) span_->RecordException();
  reason_ = OutcomeOfCurrentException().error->exception;
} catch (...) {  // no memory: the retry event has no reason
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
