#pragma once

#include <sys/types.h>
#include <time.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"
#include "recorder/arena.h"
#include "recorder/record.h"
#include "recorder/record_queue.h"
#include "recorder/series.h"
#include "recorder/sums_pool.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An operation in flight, for readers that show what a process is waiting for.
///
/// Written by the thread that starts the operation, cleared by the thread that ends it, read by any
/// thread.
struct alignas(64) InFlight {
  std::atomic<std::uint64_t> span{0};  ///< The span id; 0: free. Written last, cleared first.
  std::array<std::atomic<std::uint64_t>, 2> trace{};
  std::atomic<std::int64_t> start{0};
  std::atomic<TextId> endpoint{0};
  std::atomic<TextId> statement{0};
  std::atomic<ScopeId> scope{0};
  std::atomic<std::uint8_t> trace_flags{0};
  std::atomic<std::int32_t> thread{0};  ///< Kernel thread id.
  /// Position after the operation's record, once that is being committed. When the chunk is
  /// committed up to there, the operation is no longer in flight.
  std::atomic<Position> recorded{0};
};

/// The part of a recording thread that other threads and processes read. Contains no pointers,
/// because it may be in shared memory.
struct ThreadBlock {
  enum class Life : std::uint32_t { kFree, kRecording, kEnded, kClearing };
  static constexpr std::size_t kInFlight = 32;

  /// Chunk number of the next thread in the list of all threads.
  std::atomic<std::uint32_t> next{0};
  std::atomic<Life> life{Life::kRecording};
  std::atomic<std::uint64_t> dropped{0};  ///< Spans dropped because the queue was full.
  std::atomic<std::int32_t> id{0};        ///< Kernel thread id.
  std::array<char, 16> name{};            ///< Name when it first recorded; ends with a zero.
  std::atomic<Position> sums{0};          ///< The newest block of its measurements (SumsBlock).
  QueueBlock queue_block;
  std::array<InFlight, kInFlight> in_flight;
};

/// Data of one recording thread, in a chunk of the arena: its queue, its operations in flight, and
/// its metric sums.
///
/// Never freed. After its thread has ended, the next new thread takes it over, with its sums and
/// with the records that are not exported yet.
class RecordingThread : public ThreadBlock {
 public:
  static constexpr std::size_t kOwnSeries = 256;  // at most half of them are used

  /// Must be constructed at the beginning of `chunk`. Uses the rest of the chunk for metric sums.
  RecordingThread(Arena& arena, const Arena::Chunk& chunk) noexcept;
  RecordingThread(const RecordingThread&) = delete;
  RecordingThread& operator=(const RecordingThread&) = delete;

  /// Assigns this object to the calling thread.
  void Enter() noexcept;
  /// Returns false in a forked child of the process that called `Enter`.
  bool IsOfThisProcess() const noexcept;
  /// Returns a random number, by xoshiro256++ of Blackman and Vigna. Never 0, which is an invalid
  /// id.
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
  /// Converts a current time of the steady clock to Unix time, in nanoseconds.
  std::int64_t UnixTime(std::int64_t steady) noexcept {
    // The clocks are compared once per second. That is soon enough after a suspend or a change of
    // the system time, and too rare to cost anything.
    constexpr std::int64_t kClockPeriod = 1'000'000'000;
    if (steady - clock_read_at_ > kClockPeriod || clock_read_at_ == 0) CompareClocks();
    return steady + clock_offset_;
  }

  /// Returns a free entry. Returns null if there is none; the operation is then recorded, but not
  /// shown in flight.
  InFlight* TakeInFlight() noexcept {
    // The next entry is usually free again, and still in the cache.
    InFlight& entry = in_flight[next_in_flight_ % kInFlight];
    return entry.span.load(std::memory_order_relaxed) == 0 ? &entry : LookForInFlight();
  }

  /// Returns this thread's sums of a series; null if the thread has too many series, or memory is
  /// short.
  SeriesSums* OwnSums(const SeriesKey& key) noexcept {
    return last_ != nullptr && last_->series.load(std::memory_order_relaxed)->key == key
               ? last_->sums
               : LookForOwnSums(key);
  }
  SeriesSums* AddOwnSums(SeriesTable::Series& series) noexcept;

  /// Calls `visit(const SeriesKey&, const SeriesSums&)` for each series that this thread has sums
  /// of.
  template <class Visit>
  void ForEachSums(Visit&& visit) const {
    for (const Own& own : own_) {
      const SeriesTable::Series* series = own.series.load(std::memory_order_acquire);
      if (series != nullptr) visit(series->key, *own.sums);
    }
  }

  /// Numbers of uses of interned statements that this thread has begun and ended, for the even and
  /// the odd generations. Another thread may end a use that this one began; so no use is in
  /// progress if the sums over all threads are equal.
  struct TextUses {
    std::atomic<std::uint64_t> begun{0};
    std::atomic<std::uint64_t> ended{0};
  };
  void BeginTextUse(std::uint32_t generation) noexcept {
    Count(text_uses[generation % 2].begun, std::memory_order_relaxed);
    // The reading side orders the processors with membarrier; here only the compiler must keep the
    // order.
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

/// Returns the time of the steady clock in nanoseconds, directly from the C library.
inline std::int64_t SteadyNow() noexcept {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNanoseconds + now.tv_nsec;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
