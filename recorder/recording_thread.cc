#include "recorder/recording_thread.h"

#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

#include <chrono>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::size_t HashOf(const SeriesKey& key) noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  const std::uint64_t texts = std::uint64_t{key.endpoint} << 40U | std::uint64_t{key.status} << 24U;
  return ((texts ^ key.dimension) * kOdd) >> 32U;
}

}  // namespace

RecordingThread::RecordingThread(Arena& arena, const Arena::Chunk& chunk) noexcept
    : queue(arena, queue_block), sums_pool_(arena, sums) {
  constexpr std::size_t kOwnBytes = (sizeof(RecordingThread) + 63) / 64 * 64;
  static_assert(kOwnBytes + sizeof(SumsBlock) + sizeof(SeriesSums) <= Arena::kChunkBytes);
  sums_pool_.AddRest(chunk, kOwnBytes);
  Seed();
}

void RecordingThread::Enter() noexcept {
  id.store(gettid(), std::memory_order_relaxed);
  prctl(PR_GET_NAME, name.data());
  process_.store(getpid(), std::memory_order_relaxed);
}

bool RecordingThread::IsOfThisProcess() const noexcept {
  return process_.load(std::memory_order_relaxed) == getpid();
}

void RecordingThread::Seed() noexcept {
  if (getrandom(random_.data(), sizeof random_, GRND_NONBLOCK) == sizeof random_) return;
  // Shortly after boot the kernel has no random numbers yet. splitmix64 spreads the few bits of the
  // clock and the address.
  auto seed = static_cast<std::uint64_t>(SteadyNow()) ^ reinterpret_cast<std::uintptr_t>(this);
  for (std::uint64_t& word : random_) {
    seed += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = (seed ^ seed >> 30U) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
    word = mixed ^ mixed >> 31U;
  }
}

void RecordingThread::CompareClocks() noexcept {
  const auto unix_time = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  clock_read_at_ = SteadyNow();
  clock_offset_ = unix_time.count() - clock_read_at_;
}

InFlight* RecordingThread::LookForInFlight() noexcept {
  constexpr std::size_t kProbes = 4;
  for (std::size_t probe = 0; probe < kProbes; ++probe) {
    InFlight& entry = in_flight[(next_in_flight_ + probe) % kInFlight];
    if (entry.span.load(std::memory_order_relaxed) != 0) continue;
    next_in_flight_ = (next_in_flight_ + probe) % kInFlight;
    return &entry;
  }
  next_in_flight_ += kProbes;
  return nullptr;
}

SeriesSums* RecordingThread::LookForOwnSums(const SeriesKey& key) noexcept {
  for (std::size_t at = HashOf(key);; ++at) {
    const Own& own = own_[at % kOwnSeries];
    const SeriesTable::Series* const series = own.series.load(std::memory_order_relaxed);
    if (series == nullptr) return nullptr;
    if (!(series->key == key)) continue;
    last_ = &own;
    return own.sums;
  }
}

SeriesSums* RecordingThread::AddOwnSums(SeriesTable::Series& series) noexcept {
  if (own_used_ == kOwnSeries / 2) return nullptr;
  SeriesSums* const added = sums_pool_.Take(series.key);
  if (added == nullptr) return nullptr;
  std::size_t at = HashOf(series.key);
  while (own_[at % kOwnSeries].series.load(std::memory_order_relaxed) != nullptr) ++at;
  Own& own = own_[at % kOwnSeries];
  own.sums = added;
  ++own_used_;
  own.series.store(&series, std::memory_order_release);
  return own.sums;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
