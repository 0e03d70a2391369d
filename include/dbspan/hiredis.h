/* Traced hiredis, for C99 and C++: include this instead of <hiredis/hiredis.h> and change nothing
 * else.
 *
 * The compiler redirects the functions below to dbspan's, which call hiredis's own and return
 * exactly what they return. No macro touches your identifiers. Include it before anything in the
 * same file has used a hiredis function: clang refuses to redirect a function that was used
 * already, gcc redirects the earlier use as well.
 */
#ifndef DBSPAN_HIREDIS_H
#define DBSPAN_HIREDIS_H

#pragma redefine_extname redisConnect dbspan_redisConnect
#pragma redefine_extname redisConnectWithTimeout dbspan_redisConnectWithTimeout
#pragma redefine_extname redisConnectNonBlock dbspan_redisConnectNonBlock
#pragma redefine_extname redisConnectBindNonBlock dbspan_redisConnectBindNonBlock
#pragma redefine_extname redisConnectBindNonBlockWithReuse dbspan_redisConnectBindNonBlockWithReuse
#pragma redefine_extname redisConnectUnix dbspan_redisConnectUnix
#pragma redefine_extname redisConnectUnixWithTimeout dbspan_redisConnectUnixWithTimeout
#pragma redefine_extname redisConnectUnixNonBlock dbspan_redisConnectUnixNonBlock
#pragma redefine_extname redisConnectFd dbspan_redisConnectFd
#pragma redefine_extname redisConnectWithOptions dbspan_redisConnectWithOptions
#pragma redefine_extname redisReconnect dbspan_redisReconnect
#pragma redefine_extname redisFree dbspan_redisFree
#pragma redefine_extname redisFreeKeepFd dbspan_redisFreeKeepFd
#pragma redefine_extname redisCommand dbspan_redisCommand
#pragma redefine_extname redisvCommand dbspan_redisvCommand
#pragma redefine_extname redisCommandArgv dbspan_redisCommandArgv
#pragma redefine_extname redisAppendCommand dbspan_redisAppendCommand
#pragma redefine_extname redisvAppendCommand dbspan_redisvAppendCommand
#pragma redefine_extname redisAppendCommandArgv dbspan_redisAppendCommandArgv
#pragma redefine_extname redisAppendFormattedCommand dbspan_redisAppendFormattedCommand
#pragma redefine_extname redisGetReply dbspan_redisGetReply
#pragma redefine_extname redisGetReplyFromReader dbspan_redisGetReplyFromReader
#pragma redefine_extname redisBufferRead dbspan_redisBufferRead
#pragma redefine_extname redisBufferWrite dbspan_redisBufferWrite

#include <hiredis/hiredis.h>

#endif
