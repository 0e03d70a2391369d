/* Traced asynchronous hiredis, for C99 and C++: include this instead of <hiredis/async.h> and
 * change nothing else. What <dbspan/hiredis.h> says holds here too.
 */
#ifndef DBSPAN_HIREDIS_ASYNC_H
#define DBSPAN_HIREDIS_ASYNC_H

#include "dbspan/hiredis.h"

#pragma redefine_extname redisAsyncConnect dbspan_redisAsyncConnect
#pragma redefine_extname redisAsyncConnectBind dbspan_redisAsyncConnectBind
#pragma redefine_extname redisAsyncConnectBindWithReuse dbspan_redisAsyncConnectBindWithReuse
#pragma redefine_extname redisAsyncConnectUnix dbspan_redisAsyncConnectUnix
#pragma redefine_extname redisAsyncConnectWithOptions dbspan_redisAsyncConnectWithOptions
#pragma redefine_extname redisAsyncFree dbspan_redisAsyncFree
#pragma redefine_extname redisAsyncCommand dbspan_redisAsyncCommand
#pragma redefine_extname redisvAsyncCommand dbspan_redisvAsyncCommand
#pragma redefine_extname redisAsyncCommandArgv dbspan_redisAsyncCommandArgv
#pragma redefine_extname redisAsyncFormattedCommand dbspan_redisAsyncFormattedCommand

#include <hiredis/async.h>

#endif
