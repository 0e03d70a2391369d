#pragma once

#include <opentelemetry/trace/span_context.h>

#include <atomic>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A thread that uses telemetry now; seen by `exit` and `fork`. Never freed, used again.
struct TelemetryUser {
  std::atomic<std::uint32_t> uses{0};
  std::atomic<bool> taken{true};
  TelemetryUser* next = nullptr;
};

/// Permission to use telemetry: providers, spans, and whatever else belongs to an SDK.
///
/// While one lives, `exit` does not go on to destroy statics, and `fork` does not go on to copy
/// locks: they wait for it, for milliseconds at most. Once `exit` has begun there is no permission
/// any more, nor while the process forks, nor for what a thread does after its thread-local objects
/// have died. A stack object; nests. Takes no lock and leaves errno alone.
class TelemetryUse {
 public:
  /// Identifies a process among its ancestors: every fork makes a new generation.
  using Generation = std::uint32_t;

  TelemetryUse() noexcept : user_(own_ != nullptr ? own_ : Register()) {
    if (user_ == nullptr) return;
    Enter();
    // The other side makes this order hold (membarrier); here the compiler has to keep it.
    std::atomic_signal_fence(std::memory_order_seq_cst);
    generation_ = State().load(std::memory_order_acquire);
    if (generation_ >= kStarting || generation_ == kWiped) Resolve();
  }
  TelemetryUse(const TelemetryUse&) = delete;
  TelemetryUse& operator=(const TelemetryUse&) = delete;
  ~TelemetryUse() {
    if (user_ != nullptr) Leave();
  }

  explicit operator bool() const noexcept { return generation_ != 0; }
  /// That of this process; zero without permission.
  Generation generation() const noexcept { return generation_; }

 private:
  friend class ProcessLife;

  // States of a process that are no generation.
  static constexpr Generation kWiped = 0;               ///< A child that nobody was told of.
  static constexpr Generation kStarting = 0xFFFF0000U;  ///< It finds out what it is.
  /// One thread forks; with two it is one more, and so on.
  static constexpr Generation kForking = 0xFFFF0001U;
  static constexpr Generation kEnding = 0xFFFFFFFFU;
  static bool IsForking(Generation state) noexcept { return state >= kForking && state < kEnding; }

  void Enter() const noexcept {
    user_->uses.store(user_->uses.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  void Leave() const noexcept {
    user_->uses.store(user_->uses.load(std::memory_order_relaxed) - 1, std::memory_order_release);
  }
  static std::atomic<Generation>& State() noexcept {
    return *state_.load(std::memory_order_relaxed);
  }
  [[gnu::cold, gnu::noinline]] void Resolve() noexcept;
  [[gnu::cold, gnu::noinline]] static TelemetryUser* Register() noexcept;

  inline static std::atomic<Generation> first_state_{1};
  /// The state of the process: on a page that the kernel clears in every child.
  inline static std::atomic<std::atomic<Generation>*> state_{&first_state_};
  inline static thread_local TelemetryUser* own_ = nullptr;

  TelemetryUser* const user_;
  Generation generation_ = 0;
};

/// What becomes of a process: it may be forked, and it ends.
class ProcessLife {
 public:
  /// Begins to watch for forks, and for `exit`: late, because exit takes what was registered last
  /// first. Makes what the OpenTelemetry API has for the whole process, to be destroyed afterwards.
  static void Watch() noexcept;
  /// Statics that are made after the mark are destroyed before it, such as those that an SDK makes
  /// with its first span: marks again, a few times. To be called now and then while operations run.
  static void WatchAgain() noexcept;
  /// Ends all use of telemetry in this process: returns when no thread uses it any more, or some
  /// seconds later. For `exit`.
  static void End() noexcept;
  /// Begins to watch for forks only, as the first TelemetryUse of a thread does.
  static void WatchForks() noexcept;
  /// While one lives, telemetry is being set up: `exit` waits longer, because what is set up has
  /// statics of its own, which are made meanwhile.
  class SettingUp {
   public:
    SettingUp() noexcept;
    ~SettingUp();
    SettingUp(const SettingUp&) = delete;
    SettingUp& operator=(const SettingUp&) = delete;
  };
  /// That of this process, also while it ends.
  static TelemetryUse::Generation Generation() noexcept;

  /// Remembers a provider that records. In a child process it is dead: its threads are not there.
  static void OnProvider(const void* provider, TelemetryUse::Generation generation) noexcept;
  /// Tells whether a provider was there before the last fork; if it records, reports once that this
  /// child is not recorded.
  static bool IsInherited(const void* provider, TelemetryUse::Generation generation) noexcept;
  /// Tells whether a span was the current one when this process was forked: it is the parent's.
  static bool IsInherited(const opentelemetry::trace::SpanContext& span) noexcept;

 private:
  friend class TelemetryUse;

  static std::atomic<TelemetryUse::Generation>& State() noexcept { return TelemetryUse::State(); }
  static void Mark() noexcept;
  static void BeforeFork() noexcept;
  static void InParent() noexcept;
  static void InForkedChild() noexcept;
  static void InChild() noexcept;
  static void AwaitGeneration() noexcept;
  static void WaitForUsers() noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
