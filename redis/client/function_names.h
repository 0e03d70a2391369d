#pragma once

#include "redis/client/native.h"

// X-macro lists of the client's functions, by the names that hiredis and libvalkey share.

/// The functions that dbspan traces.
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

/// The traced function that only invokes callbacks.
#define DBSPAN_CLIENT_CALLING_BACK(F) F(AsyncFree)

/// Traced functions that hiredis 0.14 does not have.
#ifdef DBSPAN_CLIENT_HAS_OPTIONS
#define DBSPAN_CLIENT_OPTION_FUNCTIONS(F) \
  F(ConnectWithOptions)                   \
  F(AsyncConnectWithOptions)
#else
#define DBSPAN_CLIENT_OPTION_FUNCTIONS(F)
#endif

/// Other functions of the client that dbspan calls.
#define DBSPAN_CLIENT_ACCESSORS(F) \
  F(FormatCommandArgv)             \
  F(vFormatCommand)                \
  F(FreeCommand)                   \
  F(ReaderCreate)                  \
  F(ReaderFree)                    \
  F(ReaderFeed)                    \
  F(ReaderGetReply)
