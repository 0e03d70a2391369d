#pragma once

#include <opentelemetry/trace/span_context.h>

#include <atomic>
#include <cstdint>

#include "core/process/per_thread.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The record of a thread that uses telemetry, which `exit` and `fork` check. Never freed; reused
/// for a later thread.
struct TelemetryUser {
  std::atomic<std::uint32_t> uses{0};
  std::atomic<bool> taken{true};
  TelemetryUser* next = nullptr;
};

/// Permission to use telemetry: providers, spans and other objects of an SDK.
///
/// During its lifetime `exit` does not destroy statics and `fork` does not copy locks: they wait
/// for it, normally for milliseconds at most. Permission is refused (the object converts to false)
/// once `exit` has begun, while another thread forks, and in a thread whose thread-local objects
/// have been destroyed. A stack object; nests. Takes no lock and leaves errno alone.
class TelemetryUse {
 public:
  /// Identifies a process among its ancestors: every fork makes a new generation.
  using Generation = std::uint32_t;

  TelemetryUse() noexcept : user_(UserOfThread()) {
    if (user_ == nullptr) return;
    Enter(*user_);
    // The waiting thread enforces this order with membarrier; here only the compiler must keep it.
    std::atomic_signal_fence(std::memory_order_seq_cst);
    const Generation now = State().load(std::memory_order_acquire);
    generation_ = now >= kStarting || now == kWiped ? Resolve(*user_) : now;
  }
  TelemetryUse(const TelemetryUse&) = delete;
  TelemetryUse& operator=(const TelemetryUse&) = delete;
  ~TelemetryUse() {
    if (user_ != nullptr) Leave(*user_);
  }

  /// Makes the constructor faster where that is possible. The first call takes the dynamic linker's
  /// lock.
  static void Locate() noexcept { OwnUser::Locate(); }

  explicit operator bool() const noexcept { return generation_ != 0; }
  /// The generation of this process; 0 without permission.
  Generation generation() const noexcept { return generation_; }

 private:
  friend class ProcessLife;

  // Values of the state that are not generations.
  static constexpr Generation kWiped = 0;               ///< A child whose fork was not handled yet.
  static constexpr Generation kStarting = 0xFFFF0000U;  ///< A thread of the child is handling the
                                                        ///< fork.
  /// One thread is forking; the value is one higher for each further thread that forks.
  static constexpr Generation kForking = 0xFFFF0001U;
  static constexpr Generation kEnding = 0xFFFFFFFFU;
  static bool IsForking(Generation state) noexcept { return state >= kForking && state < kEnding; }

  static void Enter(TelemetryUser& user) noexcept {
    user.uses.store(user.uses.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  static void Leave(TelemetryUser& user) noexcept {
    user.uses.store(user.uses.load(std::memory_order_relaxed) - 1, std::memory_order_release);
  }
  static std::atomic<Generation>& State() noexcept {
    return *state_.load(std::memory_order_acquire);
  }
  // Not members of the object, so that it stays in registers.
  [[gnu::cold, gnu::noinline]] static Generation Resolve(TelemetryUser& user) noexcept;
  [[gnu::cold, gnu::noinline]] static TelemetryUser* Register() noexcept;

  inline static std::atomic<Generation> first_state_{1};
  /// The state of the process, on a page that the kernel clears in every child.
  inline static std::atomic<std::atomic<Generation>*> state_{&first_state_};

  struct Own {
    TelemetryUser* user;  // null: not registered
  };
  using OwnUser = PerThread<Own>;
  static TelemetryUser* UserOfThread() noexcept {
    TelemetryUser* const known = OwnUser::Own().user;
    return known != nullptr ? known : Register();
  }

  TelemetryUser* const user_;
  Generation generation_ = 0;
};

/// Handles the forks and the end of the process.
class ProcessLife {
 public:
  /// Begins to watch for forks and for `exit`. Called late, because `exit` runs the handler that
  /// was registered last first. Creates the process-wide objects of the OpenTelemetry API before it
  /// registers the handler, so that they are destroyed after it has run.
  static void Watch() noexcept;
  /// Registers the `exit` handler again, a limited number of times. Statics that are created after
  /// the previous registration, such as those that an SDK creates with its first span, are
  /// destroyed before that handler runs. Call it now and then while operations run.
  static void WatchAgain() noexcept;
  /// Ends all use of telemetry in this process, for `exit`. Returns when no thread uses telemetry
  /// any more, or after some seconds.
  static void End() noexcept;
  /// Begins to watch for forks only. The first TelemetryUse of a thread calls it.
  static void WatchForks() noexcept;
  /// Marks that telemetry is being set up during its lifetime. `exit` then waits longer, because
  /// the set-up creates statics of its own.
  class SettingUp {
   public:
    SettingUp() noexcept;
    ~SettingUp();
    SettingUp(const SettingUp&) = delete;
    SettingUp& operator=(const SettingUp&) = delete;
  };
  /// Returns the generation of this process, also while it ends.
  static TelemetryUse::Generation Generation() noexcept;

  /// Remembers a provider that records. In a child process the provider no longer works, because
  /// its threads are not copied by a fork.
  static void OnProvider(const void* provider, TelemetryUse::Generation generation) noexcept;
  /// Tells whether a provider was inherited by the last fork. If it records, also reports once that
  /// this child is not recorded.
  static bool IsInherited(const void* provider, TelemetryUse::Generation generation) noexcept;
  /// Tells whether a span was the current one when this process was forked, so that it belongs to
  /// the parent.
  static bool IsInherited(const opentelemetry::trace::SpanContext& span) noexcept;

 private:
  friend class TelemetryUse;

  static std::atomic<TelemetryUse::Generation>& State() noexcept { return TelemetryUse::State(); }
  static void Mark() noexcept;
  static void AwaitEnd() noexcept;
  static void BeforeFork() noexcept;
  static void InParent() noexcept;
  static void InForkedChild() noexcept;
  static void InChild() noexcept;
  static void AwaitGeneration() noexcept;
  static void WaitForUsers() noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
