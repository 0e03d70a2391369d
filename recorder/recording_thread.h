#pragma once

#include <sys/types.h>
#include <time.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "recorder/arena.h"
#include "recorder/record.h"
#include "recorder/record_queue.h"
#include "recorder/series.h"
#include "recorder/sums_pool.h"

namespace dbspan::recorder {

/// An operation under way, for whoever asks what a process is waiting for.
///
/// Written by the thread that starts it, cleared by the one that ends it, read by any.
struct alignas(64) InFlight {
  std::atomic<std::uint64_t> span{0};  ///< The span id; 0: free. Written last, cleared first.
  std::array<std::atomic<std::uint64_t>, 2> trace{};
  std::atomic<std::int64_t> start{0};
  std::atomic<TextId> endpoint{0};
  std::atomic<TextId> statement{0};
  std::atomic<ScopeId> scope{0};
  std::atomic<std::int32_t> thread{0};  ///< The system's number.
  /// Once its record is being committed, the position after that: it is under way no longer when
  /// the chunk is committed that far.
  std::atomic<Position> recorded{0};
};

/// What others need of a recording thread. Numbers only, so that it may lie in shared memory.
struct ThreadBlock {
  enum class Life : std::uint32_t { kFree, kRecording, kEnded, kClearing };
  static constexpr std::size_t kInFlight = 32;

  std::atomic<std::uint32_t> next{0};  ///< The chunk of the next one in the list of all threads.
  std::atomic<Life> life{Life::kRecording};
  std::atomic<std::uint64_t> dropped{0};  ///< Spans that found no room.
  std::atomic<std::int32_t> id{0};        ///< The system's number.
  std::array<char, 16> name{};            ///< When it first recorded; ends with a zero.
  std::atomic<Position> sums{0};          ///< The newest block of its measurements (SumsBlock).
  QueueBlock queue_block;
  std::array<InFlight, kInFlight> in_flight;
};

/// What one recording thread has for itself, in a chunk of the arena: its queue, its operations
/// under way, and its part of the measurements.
///
/// Never freed. When its thread has ended, the next new thread takes it over, with its measurements
/// and with records that are still to be exported.
class RecordingThread : public ThreadBlock {
 public:
  static constexpr std::size_t kOwnSeries = 256;  // half of them used at most

  /// At the beginning of `chunk`; the rest of that is for its measurements.
  RecordingThread(Arena& arena, const Arena::Chunk& chunk) noexcept;
  RecordingThread(const RecordingThread&) = delete;
  RecordingThread& operator=(const RecordingThread&) = delete;

  /// Makes it the calling thread's.
  void Enter() noexcept;
  /// False in the child of a fork of the process that entered it.
  bool IsOfThisProcess() const noexcept;
  /// Of xoshiro256++, by Blackman and Vigna. Never 0, which is no valid id.
  std::uint64_t NextRandom() noexcept {
    const auto rotate = [](std::uint64_t value, unsigned bits) {
      return value << bits | value >> (64U - bits);
    };
    const std::uint64_t result = rotate(random_[0] + random_[3], 23) + random_[0];
    const std::uint64_t shifted = random_[1] << 17U;
    random_[2] ^= random_[0];
    random_[3] ^= random_[1];
    random_[1] ^= random_[2];
    random_[0] ^= random_[3];
    random_[2] ^= shifted;
    random_[3] = rotate(random_[3], 45);
    return result | (result == 0 ? 1U : 0U);
  }
  /// The Unix time of a steady time of now, in nanoseconds.
  std::int64_t UnixTime(std::int64_t steady) noexcept {
    // Compared every second: often enough for a machine that slept or whose time was set, and too
    // seldom to cost anything.
    constexpr std::int64_t kClockPeriod = 1'000'000'000;
    if (steady - clock_read_at_ > kClockPeriod || clock_read_at_ == 0) CompareClocks();
    return steady + clock_offset_;
  }

  /// Returns a free entry, or null: what is under way is then not seen, but recorded all the same.
  InFlight* TakeInFlight() noexcept {
    // Mostly it is free again by the next start, and still in the cache.
    InFlight& entry = in_flight[next_in_flight_ % kInFlight];
    return entry.span.load(std::memory_order_relaxed) == 0 ? &entry : LookForInFlight();
  }

  /// This thread's sums of a series; null if it has too many, or memory is short.
  SeriesSums* OwnSums(const SeriesKey& key) noexcept {
    return last_ != nullptr && last_->series.load(std::memory_order_relaxed)->key == key
               ? last_->sums
               : LookForOwnSums(key);
  }
  SeriesSums* AddOwnSums(SeriesTable::Series& series) noexcept;

  /// Calls `visit(const SeriesKey&, const SeriesSums&)` for each series it has sums of.
  template <class Visit>
  void ForEachSums(Visit&& visit) const {
    for (const Own& own : own_) {
      const SeriesTable::Series* series = own.series.load(std::memory_order_acquire);
      if (series != nullptr) visit(series->key, *own.sums);
    }
  }

  /// Uses of interned statements that this thread has begun or ended, by generation in turns. What
  /// one thread begins another may end: none is under way when the sums of all threads are equal.
  struct TextUses {
    std::atomic<std::uint64_t> begun{0};
    std::atomic<std::uint64_t> ended{0};
  };
  void BeginTextUse(std::uint32_t generation) noexcept {
    Count(text_uses[generation % 2].begun, std::memory_order_relaxed);
    // The other side makes this order hold (membarrier); here the compiler has to keep it.
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  void EndTextUse(std::uint32_t generation) noexcept {
    Count(text_uses[generation % 2].ended, std::memory_order_release);
  }

  RecordQueue queue;
  std::array<TextUses, 2> text_uses;

 private:
  static void Count(std::atomic<std::uint64_t>& number, std::memory_order order) noexcept {
    number.store(number.load(std::memory_order_relaxed) + 1, order);
  }

  struct Own {
    std::atomic<const SeriesTable::Series*> series{nullptr};
    SeriesSums* sums = nullptr;
  };

  void Seed() noexcept;
  void CompareClocks() noexcept;
  InFlight* LookForInFlight() noexcept;
  SeriesSums* LookForOwnSums(const SeriesKey& key) noexcept;

  std::atomic<pid_t> process_{0};
  std::array<std::uint64_t, 4> random_;
  std::int64_t clock_offset_ = 0;
  std::int64_t clock_read_at_ = 0;  // 0: never
  std::size_t next_in_flight_ = 0;
  const Own* last_ = nullptr;
  std::size_t own_used_ = 0;
  SumsPool sums_pool_;
  std::array<Own, kOwnSeries> own_;
};

/// Nanoseconds of the steady clock, asked without a detour.
inline std::int64_t SteadyNow() noexcept {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNanoseconds + now.tv_nsec;
}

}  // namespace dbspan::recorder
