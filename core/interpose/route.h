#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace dbspan::interpose {

/// What has to be known of a client library to stand in front of it.
struct ClientLibrary {
  const char* target;            ///< The CMake target of its objects, for messages: "libpq".
  const char* checked;           ///< A function that every version of it has.
  const char* const* functions;  ///< The names of all functions that are called, in order.
  std::size_t count;
  const char* const* sonames;  ///< What the names of its libraries begin with; null after the last.
  /// Looks at a client before a structure of it is read: returns what it is if that cannot be done,
  /// or null. `functions` are those of the client, in the order of the names, null for those that
  /// it does not have; there is one place after them for what was found.
  /// Throws std::bad_alloc if there is no memory to look: the next call looks again.
  const char* (*identify)(void** functions);
};

/// How calls from one object go on: with which functions, and whether dbspan looks at them.
struct Route {
  /// Whose calls these are.
  enum class Callers : unsigned char {
    kApplication,  ///< Nobody but the application.
    kClient,      ///< The client itself, by its public names, or the application's code in the same
                  ///< object. Functions that are not ours may be made of ones that are.
    kBeside,      ///< The application, and our own code, which lies in the same object: what a
                  ///< client ends with seems to come from it.
    kUnreadable,  ///< The client cannot be read, whoever calls.
  };

  std::uintptr_t begin = 0;
  std::uintptr_t size = 0;  ///< 0: for callers in no object.
  Callers callers = Callers::kApplication;
  bool stays = false;                          ///< None of its objects can be unloaded.
  std::atomic<unsigned long long> unloads{0};  ///< As many had been unloaded when it was found.
  void** functions = nullptr;                  ///< In the order of the names.
  Route* next = nullptr;

  bool Covers(const void* caller) const noexcept {
    return reinterpret_cast<std::uintptr_t>(caller) - begin < size;
  }
};

/// Covers no caller.
inline const Route kNoRoute;

/// The routes of one client library. Found at the first call from an object; safe from any thread;
/// never destroyed.
///
/// The function that is meant is the next one behind ours in the order in which the *caller* is
/// bound: the global order, then what the caller needs, then whatever else is loaded. With the
/// version that the caller refers to. A caller in no object, in code that was made at run time, has
/// the global order.
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
  /// Returns the route of the calls that the client makes itself, if there is one that stays valid,
  /// else one that covers nothing.
  const Route& OfClient() const noexcept { return *client_.load(std::memory_order_acquire); }
  /// Returns a route of the application's calls while nothing is to be known of them, because the
  /// client is switched off; else one that covers nothing.
  const Route& Passing() const noexcept { return *passing_.load(std::memory_order_acquire); }
  /// The client is switched off, as `is_off()` tells: from now on calls by this route pass, until
  /// some client is switched on.
  template <class IsOff>
  void Pass(const Route& route, const IsOff& is_off) noexcept {
    const bool may_be_applications =
        route.callers == Route::Callers::kApplication || route.callers == Route::Callers::kBeside;
    if (!may_be_applications || !route.stays || Passing().size != 0) return;
    passing_.store(&route);
    BeginPassing();
    // Whoever has switched it on meanwhile may have come before us.
    if (!is_off()) StopPassing();
  }
  /// Returns any route that was found before, for callbacks that have not come this way; or null.
  const Route* Any() const noexcept { return first_.load(std::memory_order_acquire); }

  /// A client has been switched on, or something has begun that has to be followed to its end
  /// although it is off: no calls pass any more.
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
  std::atomic<const Route*> client_{&kNoRoute};  // one of several, if there are several
  std::atomic<const Route*> passing_{&kNoRoute};
  std::atomic<bool> has_passed_{false};
  Routes* next_ = nullptr;  // of those whose calls have ever passed

  static std::atomic<bool> any_passes_;
  static std::atomic<Routes*> all_passed_;
};

/// Ends the program: a function was called that the client does not have. Bare, it would not have
/// started.
[[noreturn, gnu::cold]] void EndWithout(const char* function) noexcept;

}  // namespace dbspan::interpose
