#pragma once

#include "core/interpose/client_behind.h"
#include "dbspan/version.h"
#include "redis/client/function_names.h"
#include "redis/client/native.h"

// The traced functions of the client. `redisGetReply` is dbspan's function, `real::GetReply` is
// hiredis's. There are two forms. In the header form, the compiler redirects the application's
// calls to dbspan's names. In the symbol form (DBSPAN_SYMBOL_FORM), dbspan's functions have the
// client's names, and the client's functions are looked up at run time.

#define DBSPAN_QUOTE(text) #text
#define DBSPAN_QUOTED(text) DBSPAN_QUOTE(text)

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

#ifdef DBSPAN_SYMBOL_FORM

#define DBSPAN_NATIVE_MEMBER(name) decltype(&::DBSPAN_NATIVE(name)) name;
/// The client's own functions (core/interpose/client_behind.h).
struct Library {
  struct Functions {
    DBSPAN_CLIENT_FUNCTIONS(DBSPAN_NATIVE_MEMBER)
    DBSPAN_CLIENT_CALLING_BACK(DBSPAN_NATIVE_MEMBER)
    DBSPAN_CLIENT_OPTION_FUNCTIONS(DBSPAN_NATIVE_MEMBER)
    DBSPAN_CLIENT_ACCESSORS(DBSPAN_NATIVE_MEMBER)
    const NativeReplyFunctions* reply_functions;  ///< Those of its readers, if the layout fits.
  };
  static constexpr auto kId = detail::ClientId{DBSPAN_CLIENT_ID};
  static interpose::Routes& routes() noexcept { return routes_; }
  static bool IsOff() noexcept;

 private:
  static interpose::Routes routes_;
};

#define DBSPAN_REAL_OF(name, during)                                         \
  struct name##Traits {                                                      \
    static constexpr const char* kName = DBSPAN_QUOTED(DBSPAN_NATIVE(name)); \
    static constexpr auto kMember = &Library::Functions::name;               \
  };                                                                         \
  inline constexpr interpose::RealFunction<Library, name##Traits, interpose::During::during> name;
#define DBSPAN_REAL(name) DBSPAN_REAL_OF(name, kInside)
#define DBSPAN_REAL_CALLING_BACK(name) DBSPAN_REAL_OF(name, kCallingBack)
#define DBSPAN_ASK(name) DBSPAN_REAL_OF(name, kAsking)

#else

/// In the header form there is one library, and calls that it makes itself are not redirected.
struct Library {
  static constexpr auto kId = detail::ClientId{DBSPAN_CLIENT_ID};
};

// A preloaded copy of dbspan may intercept these calls; InsideClient tells it not to record them.
#define DBSPAN_REAL(name)                                                                  \
  inline constexpr auto name = [](auto... arguments) -> decltype(auto) {                   \
    const interpose::InsideClient<Library::kId> inside{interpose::HandleOf(arguments...)}; \
    return ::DBSPAN_NATIVE(name)(arguments...);                                            \
  };
#define DBSPAN_REAL_CALLING_BACK(name) inline constexpr auto name = &::DBSPAN_NATIVE(name);
#define DBSPAN_ASK(name) inline constexpr auto name = &::DBSPAN_NATIVE(name);

#endif

namespace real {

DBSPAN_CLIENT_FUNCTIONS(DBSPAN_REAL)
DBSPAN_CLIENT_OPTION_FUNCTIONS(DBSPAN_REAL)
DBSPAN_CLIENT_CALLING_BACK(DBSPAN_REAL_CALLING_BACK)
DBSPAN_CLIENT_ACCESSORS(DBSPAN_ASK)
#undef DBSPAN_REAL
#undef DBSPAN_REAL_CALLING_BACK
#undef DBSPAN_ASK

}  // namespace real

/// Remembers which library this thread's calls go to, so that a later callback reads its reply with
/// the same functions.
#ifdef DBSPAN_SYMBOL_FORM
class CalledLibrary {
 public:
  CalledLibrary() noexcept : functions_(&interpose::Behind<Library>::Current()) {}
  /// Scope guard: selects that library again.
  class Again {
   public:
    explicit Again(const CalledLibrary& called) noexcept : behind_(*called.functions_) {}

   private:
    interpose::Behind<Library> behind_;
  };

 private:
  const Library::Functions* functions_;
};
#else
class CalledLibrary {
 public:
  struct Again {
    explicit Again(const CalledLibrary& /*called*/) noexcept {}
  };
};
#endif

#ifdef DBSPAN_SYMBOL_FORM
/// For a call that the client makes itself: returns the functions to forward it to, or null if the
/// call must be examined.
[[gnu::always_inline]] inline const Library::Functions* OfClientStraightOn(
    const void* caller) noexcept {
  const interpose::Route& route = Library::routes().OfClient();
  if (!route.Covers(caller)) return nullptr;
  const bool off = Library::routes().Passing().size != 0;
  if (off || interpose::InsideClient<Library::kId>::ActiveAtOnce()) {
    return &interpose::Behind<Library>::FunctionsOf(route);
  }
  return nullptr;
}
#endif

/// Scope guard: this thread runs a callback of the application, whose calls are recorded.
using OutsideLibrary = interpose::OutsideClient<Library::kId>;

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis

// Defines the linker name of one of our functions, and the start of its body.
#ifdef DBSPAN_SYMBOL_FORM
#define DBSPAN_LINKED_AS(name) __asm__(DBSPAN_QUOTED(DBSPAN_NATIVE(name)))
#define DBSPAN_CLIENT_ENTER(...) DBSPAN_ENTER(Library, __VA_ARGS__)
#define DBSPAN_CLIENT_PASS(...) DBSPAN_CLIENT_PASS_COMMAND(false, __VA_ARGS__)
#define DBSPAN_CLIENT_ENTER_IF_ON(...) DBSPAN_ENTER_IF_ON(Library, __VA_ARGS__)
// For a command: forwards the call unless it may be SELECT, which must be seen even while the
// client is switched off. First checks for calls that the client makes itself, because one command
// causes six of them.
#define DBSPAN_CLIENT_PASS_COMMAND(may_select, name, ...)                                      \
  const void* const caller = __builtin_return_address(0);                                      \
  if (const auto* functions = OfClientStraightOn(caller)) return functions->name(__VA_ARGS__); \
  const interpose::Route& passing = Library::routes().Passing();                               \
  if (passing.Covers(caller) && !(may_select)) {                                               \
    return interpose::Behind<Library>::FunctionsOf(passing).name(__VA_ARGS__);                 \
  }                                                                                            \
  static_cast<void>(0)
#define DBSPAN_CLIENT_ENTER_COMMAND(selects, name, ...)                              \
  const interpose::Route& route = Library::routes().Of(caller);                      \
  if (interpose::GoesStraightOn<Library>(route, interpose::HandleOf(__VA_ARGS__)) || \
      (!(selects) && interpose::PassesWhileOff<Library>(route))) {                   \
    return interpose::Behind<Library>::FunctionsOf(route).name(__VA_ARGS__);         \
  }                                                                                  \
  const interpose::Behind<Library> behind { route }
#else
#define DBSPAN_LINKED_AS(name)
#define DBSPAN_CLIENT_ENTER(...) static_cast<void>(0)
#define DBSPAN_CLIENT_PASS(...) constexpr const void* caller = nullptr
#define DBSPAN_CLIENT_ENTER_IF_ON(...) static_cast<void>(caller)
#define DBSPAN_CLIENT_PASS_COMMAND(...) constexpr const void* caller = nullptr
#define DBSPAN_CLIENT_ENTER_COMMAND(...) static_cast<void>(caller)
#endif
// DBSPAN_CLIENT_FUNCTION defines our function of this name. While the client is switched off, it
// forwards without further work, like DBSPAN_FUNCTION. DBSPAN_CLIENT_COMMAND defines one that sends
// a command, which MaySelect() and Selects() read from the arguments in `command`.
#define DBSPAN_CLIENT_FUNCTION(Result, name, parameters, arguments)     \
  DBSPAN_CLIENT_DEFINE(Result, name, parameters, arguments,             \
                       DBSPAN_CLIENT_PASS(name, DBSPAN_LIST arguments), \
                       DBSPAN_CLIENT_ENTER_IF_ON(name, DBSPAN_LIST arguments))
#define DBSPAN_CLIENT_COMMAND(command, Result, name, parameters, arguments)                        \
  DBSPAN_CLIENT_DEFINE(Result, name, parameters, arguments,                                        \
                       DBSPAN_CLIENT_PASS_COMMAND(MaySelect command, name, DBSPAN_LIST arguments), \
                       DBSPAN_CLIENT_ENTER_COMMAND(Selects command, name, DBSPAN_LIST arguments))
#define DBSPAN_CLIENT_DEFINE(Result, name, parameters, arguments, pass, enter)    \
  static Result name##ForApplication(DBSPAN_LIST parameters, const void* caller); \
  Result DBSPAN_OURS(name) parameters {                                           \
    pass;                                                                         \
    return name##ForApplication(DBSPAN_LIST arguments, caller);                   \
  }                                                                               \
  DBSPAN_BODY(Result, name, parameters, arguments, enter)
