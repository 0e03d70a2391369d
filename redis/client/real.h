#pragma once

#include "core/interpose/client_behind.h"
#include "dbspan/version.h"
#include "redis/client/native.h"

// Every function of the client that is traced: hiredis's `redisGetReply` is dbspan's,
// `real::GetReply` is hiredis's own. Two forms from one source: in the header form the compiler
// redirects the application's calls to other names; in the symbol form (DBSPAN_SYMBOL_FORM) our
// functions have the client's names, and the client's own are found at run time.
#define DBSPAN_CLIENT_FUNCTIONS(F) \
  F(Connect)                       \
  F(ConnectWithTimeout)            \
  F(ConnectNonBlock)               \
  F(ConnectBindNonBlock)           \
  F(ConnectBindNonBlockWithReuse)  \
  F(ConnectUnix)                   \
  F(ConnectUnixWithTimeout)        \
  F(ConnectUnixNonBlock)           \
  F(ConnectFd)                     \
  F(Reconnect)                     \
  F(Free)                          \
  F(FreeKeepFd)                    \
  F(vCommand)                      \
  F(CommandArgv)                   \
  F(vAppendCommand)                \
  F(AppendCommandArgv)             \
  F(AppendFormattedCommand)        \
  F(GetReply)                      \
  F(GetReplyFromReader)            \
  F(BufferRead)                    \
  F(BufferWrite)                   \
  F(AsyncConnect)                  \
  F(AsyncConnectBind)              \
  F(AsyncConnectBindWithReuse)     \
  F(AsyncConnectUnix)              \
  F(vAsyncCommand)                 \
  F(AsyncCommandArgv)              \
  F(AsyncFormattedCommand)

#define DBSPAN_CLIENT_CALLING_BACK(F) F(AsyncFree)

// What hiredis 0.14 does not have.
#ifdef DBSPAN_CLIENT_HAS_OPTIONS
#define DBSPAN_CLIENT_OPTION_FUNCTIONS(F) \
  F(ConnectWithOptions)                   \
  F(AsyncConnectWithOptions)
#else
#define DBSPAN_CLIENT_OPTION_FUNCTIONS(F)
#endif

// What else we ask of the client.
#define DBSPAN_CLIENT_ACCESSORS(F) \
  F(FormatCommandArgv)             \
  F(vFormatCommand)                \
  F(FreeCommand)                   \
  F(ReaderCreate)                  \
  F(ReaderFree)                    \
  F(ReaderFeed)                    \
  F(ReaderGetReply)

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
    const NativeReplyFunctions* reply_functions;  ///< Of its readers, if it fits.
  };
  static constexpr auto kId = ClientId{DBSPAN_CLIENT_ID};
  static interpose::Routes& routes() noexcept { return routes_; }

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

/// There is one library, and it does not know our names.
struct Library {
  static constexpr auto kId = ClientId{DBSPAN_CLIENT_ID};
};

// Another copy of dbspan, preloaded, may stand between us and the client.
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

/// The functions that a thread's calls go to, for a callback that comes later: it is to read
/// replies with the same.
#ifdef DBSPAN_SYMBOL_FORM
class CalledLibrary {
 public:
  CalledLibrary() noexcept : functions_(&interpose::Behind<Library>::Current()) {}
  /// While one lives, so does the choice.
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

/// The application's own code runs on this thread again: a callback of its.
using OutsideLibrary = interpose::OutsideClient<Library::kId>;

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis

// The name under which the linker knows one of our functions, and how it begins.
#ifdef DBSPAN_SYMBOL_FORM
#define DBSPAN_LINKED_AS(name) __asm__(DBSPAN_QUOTED(DBSPAN_NATIVE(name)))
#define DBSPAN_CLIENT_ENTER(...) DBSPAN_ENTER(Library, __VA_ARGS__)
#else
#define DBSPAN_LINKED_AS(name)
#define DBSPAN_CLIENT_ENTER(...) static_cast<void>(0)
#endif
