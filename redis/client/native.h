#pragma once

#include "dbspan/version.h"

// Generic names for the types and constants of the client for which this folder is compiled;
// `redis/<client>/names.h` maps them.
#include DBSPAN_CLIENT_NAMES

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

using NativeAsyncContext = DBSPAN_NATIVE(AsyncContext);
using NativeCallback = DBSPAN_NATIVE(CallbackFn);
using NativeContext = DBSPAN_NATIVE(Context);
using NativeReader = DBSPAN_NATIVE(Reader);
using NativeReply = DBSPAN_NATIVE(Reply);
using NativeReplyFunctions = DBSPAN_NATIVE(ReplyObjectFunctions);
#ifdef DBSPAN_CLIENT_HAS_OPTIONS
using NativeFd = DBSPAN_NATIVE(FD);
using NativeOptions = DBSPAN_NATIVE(Options);
inline constexpr int kNonBlocking = DBSPAN_CONSTANT(OPT_NONBLOCK);
#else
using NativeFd = int;
#endif

inline constexpr int kOk = DBSPAN_CONSTANT(OK);
inline constexpr int kFailed = DBSPAN_CONSTANT(ERR);
inline constexpr int kBlocks = DBSPAN_CONSTANT(BLOCK);
inline constexpr int kConnected = DBSPAN_CONSTANT(CONNECTED);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
