#include "dbspan/detail/pg/pipeline_progress.h"

#include "pg/answer.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

#ifdef DBSPAN_TRACED_BELOW
PipelineProgress::PipelineProgress() noexcept : last_sent_(0) {}
#else
PipelineProgress::PipelineProgress() noexcept : last_sent_(kUnknown) {}
#endif

// libpqxx may receive an error now, and throw it when its query is retrieved.
PipelineProgress::Watch::Watch(PipelineProgress& progress) noexcept : progress_(progress) {
  Answer::NoteError(progress.sqlstate());
  Answer::ForgetSent();
}

PipelineProgress::Watch::~Watch() {
  const std::string_view sqlstate = Answer::Last().sqlstate();
  if (!sqlstate.empty() && sqlstate != progress_.sqlstate()) progress_.NoteError(sqlstate);
  Answer::ForgetError();
  // libpqxx sends all queries that wait.
  if (Answer::Last().sent()) progress_.last_sent_ = progress_.last_inserted_;
  if (Answer::Last().sent()) progress_.pending_ = true;
  if (Answer::Last().read()) progress_.pending_ = false;
}

void PipelineProgress::NoteError(std::string_view sqlstate) noexcept {
  last_skipped_ = last_inserted_;
  sqlstate_[sqlstate.copy(sqlstate_, sizeof sqlstate_ - 1)] = '\0';
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
