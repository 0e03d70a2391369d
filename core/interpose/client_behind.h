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
    return *reinterpret_cast<const Functions*>(route.functions);
  }
  static const Functions& Current() noexcept {
    return current_ != nullptr ? *current_ : FunctionsOf(*Client::routes().Any());
  }

 private:
  [[gnu::tls_model("initial-exec")]] inline static thread_local const Functions* current_ = nullptr;

  const Functions* outer_;
};

/// Returns where a call that the client makes itself goes on, or null if it has to be looked at.
///
/// Clients call themselves several times for each call of the application. So this is all that is
/// done then: without a call and with one branch, for our function to save no registers and to go
/// on by a jump.
template <class Client>
[[gnu::always_inline]] inline const typename Client::Functions* StraightOn(
    const void* caller) noexcept {
  const Route& route = Client::routes().OfClient();
  const bool from_client = route.Covers(caller);
  const bool inside = InsideClient<Client::kId>::ActiveAtOnce();
  const bool straight = (static_cast<unsigned>(from_client) & static_cast<unsigned>(inside)) != 0;
  return straight ? &Behind<Client>::FunctionsOf(route) : nullptr;
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

/// All of our function of this name, where clients call it themselves: `look(caller, …)`, which
/// begins with DBSPAN_ENTER_FROM, does what is to be done for the application. Apart, so that a
/// call of the client's saves no registers.
#define DBSPAN_ENTER_QUICKLY(Client, name, look, ...)                            \
  const void* const caller = __builtin_return_address(0);                        \
  if (const auto* functions = ::dbspan::interpose::StraightOn<Client>(caller)) { \
    return functions->name(__VA_ARGS__);                                         \
  }                                                                              \
  return look(caller, __VA_ARGS__)
