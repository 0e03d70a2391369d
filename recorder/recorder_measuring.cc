// Measuring for series of which a thread has no sums of its own yet, and renewal of the texts.
#include "core/interpose/errno_guard.h"
#include "core/process/other_threads.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Recorder::MeasureAndBind(const Sink::Measured& operation, const Measured& measured,
                              std::size_t series_limit) noexcept {
  SeriesKey key;
  key.scope = static_cast<ScopeId>(operation.scope);
  key.endpoint = operation.endpoint;
  key.dimension = operation.dimension;
  RecordingThread* const thread = Mine();
  Measure(thread, key, measured, series_limit);
  SeriesSums* const own = thread == nullptr ? nullptr : thread->OwnSums(key);
  if (own == nullptr) return;
  detail::OwnBound::Own().PlaceOf(operation) = {operation, own, &ScopeAt(key.scope).duration_bounds,
                                                &shared_->off};
}

void Recorder::MeasureSlowly(RecordingThread* thread, const SeriesKey& key, const Bounds& bounds,
                             const Measured& measured, std::size_t series_limit) noexcept {
  const ErrnoGuard errno_guard;
  SeriesKey overflow;
  overflow.scope = key.scope;
  overflow.overflow = true;
  overflow.endpoint = texts_.SystemOf(key.endpoint);
  // Without an id for each of its texts, the series could not be distinguished from others.
  const bool nameless = key.endpoint == 0 || key.dimension == 0;
  SeriesTable::Series* const series =
      series_.Find(nameless ? overflow : key, overflow, series_limit);
  if (series == nullptr) return;
  SeriesSums* own = nullptr;
  if (thread != nullptr) {
    own = thread->OwnSums(series->key);
    if (own == nullptr) own = thread->AddOwnSums(*series);
  }
  if (own != nullptr) return AddAlone(*own, bounds, measured);
  AddShared(SharedSums(*series), bounds, measured);
}

// Returns the sums that threads without sums of their own share. If the arena is full, they are
// outside shared memory: they are exported, but not visible to readers of the ring file.
SeriesSums& Recorder::SharedSums(SeriesTable::Series& series) noexcept {
  SeriesSums* found = series.shared.load(std::memory_order_acquire);
  if (found != nullptr) return *found;
  SeriesSums* made = shared_sums_.Take(series.key);
  if (made == nullptr) made = &series.unseen;
  // If another thread was faster, the new sums stay unused.
  return series.shared.compare_exchange_strong(found, made) ? *made : *found;
}

void Recorder::RenewTexts(std::int64_t period) {
  const std::int64_t now = SteadyNow();
  if (texts_renewed_at_ != 0 && now - texts_renewed_at_ < period) return;
  if (!texts_.Renew()) return;
  texts_renewed_at_ = now;
  // After this, every other thread either sees the new generation or has made its use of the old
  // one visible.
  MeetOtherThreads();
}

// Reads the ended uses first: every use that is counted there is then counted as begun as well.
bool Recorder::IsOlderGenerationUnused() const noexcept {
  if (!texts_.has_older()) return false;
  const std::uint32_t older = texts_.generation() - 1;
  std::uint64_t ended = 0;
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    ended += thread->text_uses[older % 2].ended.load(std::memory_order_acquire);
  }
  std::uint64_t begun = 0;
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    begun += thread->text_uses[older % 2].begun.load(std::memory_order_acquire);
  }
  return begun == ended;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
