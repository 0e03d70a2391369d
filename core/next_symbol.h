#pragma once

#include <atomic>
#include <type_traits>

namespace dbspan {

/// Returns the definition of `name` that the program would use without this one, or ends the
/// program and says why there is none. `library` is the file name that the linker records, such as
/// "libpq.so.5": where to look if the library was loaded for somebody else's eyes only.
void* NextSymbol(const char* name, const char* library) noexcept;

/// While one lives, this thread is inside a client library: what the library calls by its own
/// public names is not the application's doing.
class InsideClient {
 public:
  InsideClient() noexcept : outer_(active_) { active_ = true; }
  ~InsideClient() { active_ = outer_; }
  InsideClient(const InsideClient&) = delete;
  InsideClient& operator=(const InsideClient&) = delete;

  static bool Active() noexcept { return active_; }

 private:
  friend class OutsideClient;
  // Kept and put back rather than counted: libmariadb's non-blocking functions leave calls of
  // themselves behind on another stack, and come back to them later.
  inline static thread_local bool active_ = false;

  bool outer_;
};

/// While one lives, this thread is in the application again: in a callback, for example.
class OutsideClient {
 public:
  OutsideClient() noexcept : outer_(InsideClient::active_) { InsideClient::active_ = false; }
  ~OutsideClient() { InsideClient::active_ = outer_; }
  OutsideClient(const OutsideClient&) = delete;
  OutsideClient& operator=(const OutsideClient&) = delete;

 private:
  bool outer_;
};

/// One function of a client library that is defined a second time, by us: calls the library's own.
///
/// `Traits::kName` is the function's name, `Traits::kLibrary` the library's, `Traits::Pointer` the
/// type of its address. Found at the first call; safe from any thread. `Where` is InsideClient, or
/// OutsideClient for a function that is there to call the application back.
template <class Traits, class Where = InsideClient>
class NextFunction {
 public:
  template <class... Arguments>
  decltype(auto) operator()(Arguments... arguments) const {
    // The library calls itself through us, again and again in one call of the application's.
    if (std::is_same_v<Where, InsideClient> && InsideClient::Active()) return Get()(arguments...);
    return CallThere(arguments...);
  }

 private:
  // Apart, so that nothing is saved and restored where the other way is gone.
  template <class... Arguments>
  [[gnu::noinline]] static decltype(auto) CallThere(Arguments... arguments) {
    const Where where;
    return Get()(arguments...);
  }
  static typename Traits::Pointer Get() noexcept {
    static std::atomic<typename Traits::Pointer> known{nullptr};
    typename Traits::Pointer function = known.load(std::memory_order_relaxed);
    if (function == nullptr) {
      function =
          reinterpret_cast<typename Traits::Pointer>(NextSymbol(Traits::kName, Traits::kLibrary));
      known.store(function, std::memory_order_relaxed);
    }
    return function;
  }
};

}  // namespace dbspan

/// Defines `name` as the next definition of a function of the library with this soname; to be
/// expanded in a namespace of its own. `where` as in NextFunction.
#define DBSPAN_NEXT_FUNCTION(name, soname, where)   \
  struct name##Traits {                             \
    static constexpr const char* kName = #name;     \
    static constexpr const char* kLibrary = soname; \
    using Pointer = decltype(&::name);              \
  };                                                \
  inline constexpr ::dbspan::NextFunction<name##Traits, where> name;
