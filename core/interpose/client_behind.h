#pragma once

#include <cstddef>
#include <type_traits>

#include "core/interpose/copies.h"
#include "core/interpose/inside_client.h"
#include "core/interpose/route.h"

// What stands between our functions, which have a client's names, and the client's own.
//
// A client is described by a type with
//   struct Functions      pointers to its functions, one after the other
//   static Routes& routes()
//   static bool IsOff()   whether it is switched off, and nothing is left that has to be followed
//   kId                   its number, for other copies of dbspan in the process
namespace dbspan::interpose {

/// The functions of the client that this thread's calls go to, while one of our functions runs.
template <class Client>
class Behind {
 public:
  using Functions = typename Client::Functions;

  explicit Behind(const Route& route) noexcept : Behind(FunctionsOf(route)) {}
  /// For callbacks, which do not come from our functions.
  explicit Behind(const Functions& functions) noexcept : outer_(current_) { current_ = &functions; }
  ~Behind() { current_ = outer_; }
  Behind(const Behind&) = delete;
  Behind& operator=(const Behind&) = delete;

  static const Functions& FunctionsOf(const Route& route) noexcept {
    if (route.functions == nullptr) __builtin_unreachable();
    return *reinterpret_cast<const Functions*>(route.functions);
  }
  static const Functions& Current() noexcept {
    return current_ != nullptr ? *current_ : FunctionsOf(*Client::routes().Any());
  }

 private:
  [[gnu::tls_model("initial-exec")]] inline static thread_local const Functions* current_ = nullptr;

  const Functions* outer_;
};

/// Returns where a call that nobody has to look at goes on, or null if it has to be looked at: one
/// of the client's own, or any while the client is switched off.
///
/// Clients call themselves several times for each call of the application. So this is all that is
/// done then: without a call and with few branches, for our function to save no registers and to go
/// on by a jump.
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

/// Tells whether nothing needs to be known of a call, because the client is switched off. Then it
/// and those after it pass.
template <class Client>
[[gnu::always_inline]] inline bool PassesWhileOff(const Route& route) noexcept {
  if (!Client::IsOff()) return false;
  Client::routes().Pass(route, [] { return Client::IsOff(); });
  return true;
}

/// Tells whether a call is not the application's, or cannot be looked at.
template <class Client>
[[gnu::always_inline]] inline bool GoesStraightOn(const Route& route, const void* handle) noexcept {
  if (OtherCopyIsInside(Client::kId)) return true;
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

/// What a thread does with the client during a call.
enum class During {
  kInside,       ///< The client may call itself by its public names.
  kCallingBack,  ///< The call is there to call the application back.
  kAsking,       ///< It does neither.
};

/// One function of the client. `Traits` has `kName`, `Pointer` and `kMember`, its place in
/// Functions.
template <class Client, class Traits, During kDuring>
class RealFunction {
 public:
  /// Tells whether the client has it.
  bool Exists() const noexcept { return Behind<Client>::Current().*Traits::kMember != nullptr; }
  template <class... Arguments>
  decltype(auto) operator()(Arguments... arguments) const {
    const auto function = Behind<Client>::Current().*Traits::kMember;
    if (__builtin_expect(static_cast<long>(function == nullptr), 0L) != 0) {
      EndWithout(Traits::kName);
    }
    if constexpr (kDuring == During::kInside) {
      const InsideClient<Client::kId> inside{HandleOf(arguments...)};
      return function(arguments...);
    } else if constexpr (kDuring == During::kCallingBack) {
      const OutsideClient<Client::kId> outside;
      return function(arguments...);
    } else {
      return function(arguments...);
    }
  }
};

}  // namespace dbspan::interpose

/// The function of this name that we define is visible from outside, whatever else is not.
#define DBSPAN_EXPORT(name) extern "C" [[gnu::visibility("default")]] decltype(::name) name;

/// Members of a client's `Functions`, of its list of names, and its functions by name.
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

/// The beginning of our function of this name: calls that are not the application's go straight on.
#define DBSPAN_ENTER(Client, name, ...) \
  DBSPAN_ENTER_FROM(Client, __builtin_return_address(0), name, __VA_ARGS__)
#define DBSPAN_ENTER_FROM(Client, caller, name, ...)                                             \
  const ::dbspan::interpose::Route& route = Client::routes().Of(caller);                         \
  if (::dbspan::interpose::GoesStraightOn<Client>(route,                                         \
                                                  ::dbspan::interpose::HandleOf(__VA_ARGS__))) { \
    return ::dbspan::interpose::Behind<Client>::FunctionsOf(route).name(__VA_ARGS__);            \
  }                                                                                              \
  const ::dbspan::interpose::Behind<Client> behind { route }

/// The beginning of our function of this name, of which nothing needs to be known while the client
/// is switched off.
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

/// Both in one, for functions that save registers anyway.
#define DBSPAN_PASS_OR_ENTER(Client, name, ...) \
  DBSPAN_PASS(Client, name, __VA_ARGS__);       \
  DBSPAN_ENTER_IF_ON(Client, name, __VA_ARGS__)

/// Defines such a function. What follows is done for the application, out of line, so that other
/// calls save no registers; it begins with DBSPAN_ENTER_IF_ON.
///
///   DBSPAN_FUNCTION(Libpq, int, PQsendQuery, (PGconn* connection, const char* sql), (connection,
///   sql)) {
///     DBSPAN_ENTER_IF_ON(Libpq, PQsendQuery, connection, sql);
///     …
///   }
#define DBSPAN_FUNCTION(Client, Result, name, parameters, arguments)              \
  static Result name##ForApplication(DBSPAN_LIST parameters, const void* caller); \
  Result name parameters {                                                        \
    DBSPAN_PASS(Client, name, DBSPAN_LIST arguments);                             \
    return name##ForApplication(DBSPAN_LIST arguments, caller);                   \
  }                                                                               \
  [[gnu::noinline]] static Result name##ForApplication(DBSPAN_LIST parameters, const void* caller)
#define DBSPAN_LIST(...) __VA_ARGS__
