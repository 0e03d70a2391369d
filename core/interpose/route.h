#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "dbspan/version.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Description of a client library whose functions dbspan wraps.
struct ClientLibrary {
  const char* target;            ///< The CMake target of its objects, for messages: "libpq".
  const char* checked;           ///< A function that every version of the library has.
  const char* const* functions;  ///< The names of all functions that dbspan calls.
  std::size_t count;
  const char* const* sonames;  ///< Prefixes of its sonames; null after the last.
  /// Checks a client library before dbspan reads one of its structures. Returns null if dbspan can,
  /// else what the library is instead. `functions` are the client's functions in the order of their
  /// names above, null for those it does not have, followed by one slot that `identify` may fill.
  /// Throws std::bad_alloc if there is no memory; the next call then checks again.
  const char* (*identify)(void** functions);
};

/// The client functions that calls from one object are forwarded to, and whether dbspan traces
/// them.
struct Route {
  /// The origin of the calls.
  enum class Callers : unsigned char {
    kApplication,  ///< Only the application.
    kClient,       ///< The client, which calls its own public functions, or application code in the
                   ///< same object. Client functions that dbspan does not wrap may call wrapped
                   ///< ones.
    kBeside,       ///< The application, or our own code in the same object: a tail call of the
                   ///< client returns to our code and seems to come from it.
    kUnreadable,   ///< The client library cannot be read: never traced.
  };

  std::uintptr_t begin = 0;
  std::uintptr_t size = 0;  ///< 0: for callers outside any object.
  Callers callers = Callers::kApplication;
  bool stays = false;                          ///< Neither the caller nor the client can be
                                               ///< unloaded.
  std::atomic<unsigned long long> unloads{0};  ///< Value of CountUnloads() when it was found.
  void** functions = nullptr;                  ///< In the order of ClientLibrary::functions.
  Route* next = nullptr;

  bool Covers(const void* caller) const noexcept {
    return reinterpret_cast<std::uintptr_t>(caller) - begin < size;
  }
};

/// Covers no caller.
inline const Route kNoRoute;

/// The routes of one client library. A route is found at the first call from an object. Safe from
/// any thread; never destroyed.
///
/// The client function of a route is the one after ours in the lookup order of the *calling
/// object*: the global order, then the libraries that the caller needs, then everything else that
/// is loaded. The symbol version is the one that the caller refers to. A caller outside any object,
/// in code generated at run time, has the global order.
class Routes {
 public:
  explicit constexpr Routes(const ClientLibrary& library) noexcept : library_(library) {}
  Routes(const Routes&) = delete;
  Routes& operator=(const Routes&) = delete;

  /// Returns the route of a call that returns to `caller`.
  const Route& Of(const void* caller) noexcept {
    for (const Route* route = first_.load(std::memory_order_acquire); route != nullptr;
         route = route->next) {
      if (route->Covers(caller) && IsValid(*route)) return *route;
    }
    return Find(caller);
  }
  /// Returns the route of calls that the client itself makes. kNoRoute if there is none that can
  /// never become invalid.
  const Route& OfClient() const noexcept { return *client_.load(std::memory_order_acquire); }
  /// Returns a route by which the application's calls are forwarded untraced, because the client is
  /// switched off; else kNoRoute.
  const Route& Passing() const noexcept { return *passing_.load(std::memory_order_acquire); }
  /// Call it while the client is switched off, which `is_off()` checks again. From then on calls by
  /// this route are forwarded untraced until any client is switched on.
  template <class IsOff>
  void Pass(const Route& route, const IsOff& is_off) noexcept {
    const bool may_be_applications =
        route.callers == Route::Callers::kApplication || route.callers == Route::Callers::kBeside;
    if (!may_be_applications || !route.stays || Passing().size != 0) return;
    passing_.store(&route);
    BeginPassing();
    // Another thread may have switched it on before `passing_` was stored.
    if (!is_off()) StopPassing();
  }
  /// Returns any route that was found before, or null. For callbacks, which come from no wrapper.
  const Route* Any() const noexcept { return first_.load(std::memory_order_acquire); }

  /// Makes all calls be checked again. Call it when a client is switched on, or when something
  /// begins that has to be followed to its end although the client is off.
  static void StopPassing() noexcept {
    if (any_passes_.load()) StopAllPassing();
  }

 private:
  static bool IsValid(const Route& route) noexcept { return route.stays || IsStillLoaded(route); }
  static bool IsStillLoaded(const Route& route) noexcept;
  [[gnu::cold, gnu::noinline]] const Route& Find(const void* caller) noexcept;
  const Route& FindOrMake(const void* caller);
  Route* Make(const void* caller);
  const Route& WithoutMemory() noexcept;
  void BeginPassing() noexcept;
  [[gnu::cold, gnu::noinline]] static void StopAllPassing() noexcept;

  const ClientLibrary& library_;
  std::atomic<Route*> first_{nullptr};
  std::atomic<Route*> nowhere_{nullptr};
  std::atomic<Route*> without_memory_{nullptr};
  std::atomic<const Route*> client_{&kNoRoute};  // any of them if there are several
  std::atomic<const Route*> passing_{&kNoRoute};
  std::atomic<bool> has_passed_{false};
  Routes* next_ = nullptr;  // next in all_passed_

  static std::atomic<bool> any_passes_;
  static std::atomic<Routes*> all_passed_;
};

/// Aborts the program with a message: it called a function that the loaded client does not define.
/// Without dbspan, the program would not have started.
[[noreturn, gnu::cold]] void EndWithout(const char* function) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
