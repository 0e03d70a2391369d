#pragma once

#include <cstdarg>
#include <cstddef>

#include "redis/client/real.h"

// The traced functions. dbspan's header redirects calls to them; in the symbol form, they replace
// the client's functions under the client's own names. Same signatures and results as the client's
// functions.
namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

// clang-format off
#ifdef DBSPAN_SYMBOL_FORM
#pragma GCC visibility push(default)
#endif
extern "C" {
NativeContext* DBSPAN_OURS(Connect)(const char* host, int port) DBSPAN_LINKED_AS(Connect);
NativeContext* DBSPAN_OURS(ConnectWithTimeout)(const char* host, int port, struct timeval timeout) DBSPAN_LINKED_AS(ConnectWithTimeout);
NativeContext* DBSPAN_OURS(ConnectNonBlock)(const char* host, int port) DBSPAN_LINKED_AS(ConnectNonBlock);
NativeContext* DBSPAN_OURS(ConnectBindNonBlock)(const char* host, int port, const char* source) DBSPAN_LINKED_AS(ConnectBindNonBlock);
NativeContext* DBSPAN_OURS(ConnectBindNonBlockWithReuse)(const char* host, int port, const char* source) DBSPAN_LINKED_AS(ConnectBindNonBlockWithReuse);
NativeContext* DBSPAN_OURS(ConnectUnix)(const char* path) DBSPAN_LINKED_AS(ConnectUnix);
NativeContext* DBSPAN_OURS(ConnectUnixWithTimeout)(const char* path, struct timeval timeout) DBSPAN_LINKED_AS(ConnectUnixWithTimeout);
NativeContext* DBSPAN_OURS(ConnectUnixNonBlock)(const char* path) DBSPAN_LINKED_AS(ConnectUnixNonBlock);
NativeContext* DBSPAN_OURS(ConnectFd)(NativeFd fd) DBSPAN_LINKED_AS(ConnectFd);
NativeFd DBSPAN_OURS(FreeKeepFd)(NativeContext* context) DBSPAN_LINKED_AS(FreeKeepFd);
int DBSPAN_OURS(Reconnect)(NativeContext* context) DBSPAN_LINKED_AS(Reconnect);
void DBSPAN_OURS(Free)(NativeContext* context) DBSPAN_LINKED_AS(Free);
void* DBSPAN_OURS(vCommand)(NativeContext* context, const char* format, va_list arguments) DBSPAN_LINKED_AS(vCommand);
void* DBSPAN_OURS(Command)(NativeContext* context, const char* format, ...) DBSPAN_LINKED_AS(Command);
void* DBSPAN_OURS(CommandArgv)(NativeContext* context, int count, const char** arguments, const size_t* lengths) DBSPAN_LINKED_AS(CommandArgv);
int DBSPAN_OURS(vAppendCommand)(NativeContext* context, const char* format, va_list arguments) DBSPAN_LINKED_AS(vAppendCommand);
int DBSPAN_OURS(AppendCommand)(NativeContext* context, const char* format, ...) DBSPAN_LINKED_AS(AppendCommand);
int DBSPAN_OURS(AppendCommandArgv)(NativeContext* context, int count, const char** arguments, const size_t* lengths) DBSPAN_LINKED_AS(AppendCommandArgv);
int DBSPAN_OURS(AppendFormattedCommand)(NativeContext* context, const char* command, size_t size) DBSPAN_LINKED_AS(AppendFormattedCommand);
int DBSPAN_OURS(GetReply)(NativeContext* context, void** reply) DBSPAN_LINKED_AS(GetReply);
int DBSPAN_OURS(GetReplyFromReader)(NativeContext* context, void** reply) DBSPAN_LINKED_AS(GetReplyFromReader);
int DBSPAN_OURS(BufferRead)(NativeContext* context) DBSPAN_LINKED_AS(BufferRead);
int DBSPAN_OURS(BufferWrite)(NativeContext* context, int* done) DBSPAN_LINKED_AS(BufferWrite);

NativeAsyncContext* DBSPAN_OURS(AsyncConnect)(const char* host, int port) DBSPAN_LINKED_AS(AsyncConnect);
NativeAsyncContext* DBSPAN_OURS(AsyncConnectBind)(const char* host, int port, const char* source) DBSPAN_LINKED_AS(AsyncConnectBind);
NativeAsyncContext* DBSPAN_OURS(AsyncConnectBindWithReuse)(const char* host, int port, const char* source) DBSPAN_LINKED_AS(AsyncConnectBindWithReuse);
NativeAsyncContext* DBSPAN_OURS(AsyncConnectUnix)(const char* path) DBSPAN_LINKED_AS(AsyncConnectUnix);
void DBSPAN_OURS(AsyncFree)(NativeAsyncContext* context) DBSPAN_LINKED_AS(AsyncFree);
int DBSPAN_OURS(vAsyncCommand)(NativeAsyncContext* context, NativeCallback* callback, void* data, const char* format, va_list arguments) DBSPAN_LINKED_AS(vAsyncCommand);
int DBSPAN_OURS(AsyncCommand)(NativeAsyncContext* context, NativeCallback* callback, void* data, const char* format, ...) DBSPAN_LINKED_AS(AsyncCommand);
int DBSPAN_OURS(AsyncCommandArgv)(NativeAsyncContext* context, NativeCallback* callback, void* data, int count, const char** arguments, const size_t* lengths) DBSPAN_LINKED_AS(AsyncCommandArgv);
int DBSPAN_OURS(AsyncFormattedCommand)(NativeAsyncContext* context, NativeCallback* callback, void* data, const char* command, size_t size) DBSPAN_LINKED_AS(AsyncFormattedCommand);

#ifdef DBSPAN_CLIENT_HAS_OPTIONS
NativeContext* DBSPAN_OURS(ConnectWithOptions)(const NativeOptions* options) DBSPAN_LINKED_AS(ConnectWithOptions);
NativeAsyncContext* DBSPAN_OURS(AsyncConnectWithOptions)(const NativeOptions* options) DBSPAN_LINKED_AS(AsyncConnectWithOptions);
#endif
}
#ifdef DBSPAN_SYMBOL_FORM
#pragma GCC visibility pop
#endif
// clang-format on

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
