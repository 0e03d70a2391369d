#pragma once

#include <cstddef>
#include <type_traits>

#include "core/interpose/copies.h"
#include "core/interpose/inside_client.h"
#include "core/interpose/route.h"
#include "dbspan/version.h"

// The layer between dbspan's wrappers, which have the names of a client's functions, and the
// client's own functions.
//
// A client is described by a type with
//   struct Functions      pointers to its functions, one after the other
//   static Routes& routes()
//   static bool IsOff()   true if it is switched off and dbspan need not follow anything it began
//   kId                   its ClientId, which is the same in other copies of dbspan in the process
namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sets the client functions that this thread's calls use while one of our wrappers runs.
template <class Client>
class Behind {
 public:
  using Functions = typename Client::Functions;

  explicit Behind(const Route& route) noexcept : Behind(FunctionsOf(route)) {}
  /// Used when the client invokes a callback: such a call has no route, because it does not come
  /// through one of our wrappers.
  explicit Behind(const Functions& functions) noexcept : Behind(functions, Own()) {}
  ~Behind() { Own() = outer_; }
  Behind(const Behind&) = delete;
  Behind& operator=(const Behind&) = delete;

  static const Functions& FunctionsOf(const Route& route) noexcept {
    if (route.functions == nullptr) __builtin_unreachable();
    return *reinterpret_cast<const Functions*>(route.functions);
  }
  static const Functions& Current() noexcept { return CurrentOf(OwnClients::Own()); }
  /// `own` is that of this thread.
  [[gnu::always_inline]] static const Functions& CurrentOf(const ClientsOfThread& own) noexcept {
    const void* const current = own.functions[kIndex];
    if (current == nullptr) return FunctionsOf(*Client::routes().Any());
    return *static_cast<const Functions*>(current);
  }

 private:
  static constexpr auto kIndex = static_cast<std::size_t>(Client::kId);

  Behind(const Functions& functions, const void*& own) noexcept : outer_(own) { own = &functions; }
  [[gnu::always_inline]] static const void*& Own() noexcept {
    return OwnClients::Own().functions[kIndex];
  }

  const void* outer_;
};

/// Returns the functions to forward a call to if dbspan need not look at it: a call that the client
/// makes itself, or any call while the client is switched off. Null if dbspan has to look at it.
///
/// Clients call their own public functions several times for each call of the application. This
/// check is therefore the whole work for such calls. It makes no call and has few branches, so that
/// the wrapper saves no registers and forwards by a jump.
template <class Client>
[[gnu::always_inline]] inline const typename Client::Functions* StraightOn(
    const void* caller) noexcept {
  const Route& passing = Client::routes().Passing();
  if (passing.Covers(caller)) return &Behind<Client>::FunctionsOf(passing);
  const Route& route = Client::routes().OfClient();
  if (!route.Covers(caller)) return nullptr;
  if (passing.size != 0) return &Behind<Client>::FunctionsOf(route);
  return InsideClient<Client::kId>::ActiveAtOnce() ? &Behind<Client>::FunctionsOf(route) : nullptr;
}

/// Returns true if the call needs no tracing because the client is switched off. Later calls on
/// this route then bypass the check (Routes::Pass).
template <class Client>
[[gnu::always_inline]] inline bool PassesWhileOff(const Route& route) noexcept {
  if (!Client::IsOff()) return false;
  Client::routes().Pass(route, [] { return Client::IsOff(); });
  return true;
}

/// Returns true if a call is to be forwarded without tracing: it is not the application's, or the
/// client library cannot be read.
template <class Client>
[[gnu::always_inline]] inline bool GoesStraightOn(const Route& route, const void* handle) noexcept {
  if (OtherCopyIsInside(Client::kId)) return true;
  if (route.callers == Route::Callers::kApplication) return false;
  switch (route.callers) {
    case Route::Callers::kApplication:
      return false;
    case Route::Callers::kClient:
      return InsideClient<Client::kId>::Active();
    case Route::Callers::kBeside:
      return InsideClient<Client::kId>::ActiveWith(handle);
    case Route::Callers::kUnreadable:
      return true;
  }
  return true;
}

inline const void* HandleOf() noexcept { return nullptr; }
template <class First, class... Rest>
const void* HandleOf(First first, Rest... /*rest*/) noexcept {
  if constexpr (std::is_pointer_v<First> && !std::is_function_v<std::remove_pointer_t<First>>) {
    return first;
  } else {
    return nullptr;
  }
}

/// How a client's function behaves while it runs.
enum class During {
  kInside,       ///< The client may call its own public functions.
  kCallingBack,  ///< The function only invokes a callback of the application.
  kAsking,       ///< Neither: for example, it returns a field.
};

/// Behind and InsideClient in one, which finds the variables of the thread once.
template <class Client>
class InsideBehind : public InsideSomeClient {
 public:
  InsideBehind(const Route& route, const void* handle) noexcept
      : InsideBehind(route, handle, OwnClients::Own()) {}
  ~InsideBehind() {
    ClientsOfThread& own = OwnClients::Own();  // a callback may have continued in another thread
    own.innermost[kIndex] = outer_;
    own.functions[kIndex] = outer_functions_;
  }
  InsideBehind(const InsideBehind&) = delete;
  InsideBehind& operator=(const InsideBehind&) = delete;

 private:
  static constexpr auto kIndex = static_cast<std::size_t>(Client::kId);

  InsideBehind(const Route& route, const void* handle, ClientsOfThread& own) noexcept
      : InsideSomeClient(own.innermost[kIndex], handle), outer_functions_(own.functions[kIndex]) {
    own.innermost[kIndex] = this;
    own.functions[kIndex] = &Behind<Client>::FunctionsOf(route);
  }

  const void* const outer_functions_;
};

/// Calls a function of the client by `route`, for a call that dbspan has nothing to do for.
template <class Client, class Function, class... Arguments>
[[gnu::always_inline]] inline decltype(auto) Forward(const Route& route,
                                                     Function Client::Functions::*function,
                                                     Arguments... arguments) {
  const InsideBehind<Client> inside{route, HandleOf(arguments...)};
  return (Behind<Client>::FunctionsOf(route).*function)(arguments...);
}

/// A function of the client. `Traits` has `kName`, `Pointer` and `kMember`, its member of
/// Functions.
template <class Client, class Traits, During kDuring>
class RealFunction {
 public:
  /// Tells whether the loaded client defines the function.
  bool Exists() const noexcept { return Behind<Client>::Current().*Traits::kMember != nullptr; }
  template <class... Arguments>
  decltype(auto) operator()(Arguments... arguments) const {
    ClientsOfThread& own = OwnClients::Own();
    const auto function = Behind<Client>::CurrentOf(own).*Traits::kMember;
    if (__builtin_expect(static_cast<long>(function == nullptr), 0L) != 0) {
      EndWithout(Traits::kName);
    }
    if constexpr (kDuring == During::kInside) {
      const InsideClient<Client::kId> inside{HandleOf(arguments...), own};
      return function(arguments...);
    } else if constexpr (kDuring == During::kCallingBack) {
      const OutsideClient<Client::kId> outside;
      return function(arguments...);
    } else {
      return function(arguments...);
    }
  }
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose

/// Declares our wrapper of this name with default visibility; all other symbols are hidden.
#define DBSPAN_EXPORT(name) extern "C" [[gnu::visibility("default")]] decltype(::name) name;

/// Macros for X-macro lists: a member of a client's `Functions`, an entry of its list of names, and
/// an object that calls the function.
#define DBSPAN_MEMBER(name) decltype(&::name) name;
#define DBSPAN_NAME(name) #name,
#define DBSPAN_REAL_FUNCTION(Client, name, during)                                        \
  struct name##Traits {                                                                   \
    static constexpr const char* kName = #name;                                           \
    static constexpr auto kMember = &Client::Functions::name;                             \
  };                                                                                      \
  inline constexpr ::dbspan::interpose::RealFunction<Client, name##Traits,                \
                                                     ::dbspan::interpose::During::during> \
      name;

/// Begins a wrapper. Forwards the call untraced and returns, unless the call comes from the
/// application.
#define DBSPAN_ENTER(Client, name, ...) \
  DBSPAN_ENTER_FROM(Client, __builtin_return_address(0), name, __VA_ARGS__)
#define DBSPAN_ENTER_FROM(Client, caller, name, ...)                                             \
  const ::dbspan::interpose::Route& route = Client::routes().Of(caller);                         \
  if (::dbspan::interpose::GoesStraightOn<Client>(route,                                         \
                                                  ::dbspan::interpose::HandleOf(__VA_ARGS__))) { \
    return ::dbspan::interpose::Behind<Client>::FunctionsOf(route).name(__VA_ARGS__);            \
  }                                                                                              \
  const ::dbspan::interpose::Behind<Client> behind { route }

/// Begin a wrapper that has nothing to follow while the client is switched off. DBSPAN_PASS is the
/// fast check, DBSPAN_ENTER_IF_ON the complete one.
#define DBSPAN_PASS(Client, name, ...)                                           \
  const void* const caller = __builtin_return_address(0);                        \
  if (const auto* functions = ::dbspan::interpose::StraightOn<Client>(caller)) { \
    return functions->name(__VA_ARGS__);                                         \
  }                                                                              \
  static_cast<void>(0)
#define DBSPAN_ENTER_IF_ON(Client, name, ...)                                                    \
  const ::dbspan::interpose::Route& route = Client::routes().Of(caller);                         \
  if (::dbspan::interpose::GoesStraightOn<Client>(route,                                         \
                                                  ::dbspan::interpose::HandleOf(__VA_ARGS__)) || \
      ::dbspan::interpose::PassesWhileOff<Client>(route)) {                                      \
    return ::dbspan::interpose::Behind<Client>::FunctionsOf(route).name(__VA_ARGS__);            \
  }                                                                                              \
  const ::dbspan::interpose::Behind<Client> behind { route }

/// Both checks in one function, for wrappers that save registers anyway.
#define DBSPAN_PASS_OR_ENTER(Client, name, ...) \
  DBSPAN_PASS(Client, name, __VA_ARGS__);       \
  DBSPAN_ENTER_IF_ON(Client, name, __VA_ARGS__)

/// Defines a wrapper. The body after the macro runs only for calls that neither the fast nor the
/// complete check forwards.
///
///   DBSPAN_FUNCTION(Libpq, int, PQsendQuery, (PGconn* connection, const char* sql), (connection,
///   sql)) {
///     …
///   }
#define DBSPAN_FUNCTION(Client, Result, name, parameters, arguments) \
  DBSPAN_FUNCTION_UNLESS(false, Client, Result, name, parameters, arguments)
/// Like DBSPAN_FUNCTION. If `nothing_to_do` is true, the call is forwarded as well.
#define DBSPAN_FUNCTION_UNLESS(nothing_to_do, Client, Result, name, parameters, arguments)        \
  static Result name##ForApplication(DBSPAN_LIST parameters, const void* caller);                 \
  [[gnu::noinline]] static Result name##Forwarded(DBSPAN_LIST parameters, const void* caller) {   \
    return ::dbspan::interpose::Forward<Client>(Client::routes().Of(caller),                      \
                                                &Client::Functions::name, DBSPAN_LIST arguments); \
  }                                                                                               \
  Result name parameters {                                                                        \
    DBSPAN_PASS(Client, name, DBSPAN_LIST arguments);                                             \
    if (nothing_to_do) return name##Forwarded(DBSPAN_LIST arguments, caller);                     \
    return name##ForApplication(DBSPAN_LIST arguments, caller);                                   \
  }                                                                                               \
  DBSPAN_BODY(Result, name, parameters, arguments,                                                \
              DBSPAN_ENTER_IF_ON(Client, name, DBSPAN_LIST arguments))
/// The rest of a wrapper, with the body after the macro: `enter` is the complete check. It is out
/// of line so that calls that the fast check forwards save no registers.
#define DBSPAN_BODY(Result, name, parameters, arguments, enter)                \
  [[gnu::always_inline]] static inline Result name##Body parameters;           \
  [[gnu::noinline]] static Result name##ForApplication(DBSPAN_LIST parameters, \
                                                       const void* caller) {   \
    enter;                                                                     \
    return name##Body arguments;                                               \
  }                                                                            \
  static inline Result name##Body parameters
#define DBSPAN_LIST(...) __VA_ARGS__
