/* The functions of <hiredis/hiredis.h> that <dbspan/hiredis.h> redirects: a list for its macro
 * DBSPAN_REDIRECT, and so without an include guard.
 */
DBSPAN_REDIRECT(redisConnect)
DBSPAN_REDIRECT(redisConnectWithTimeout)
DBSPAN_REDIRECT(redisConnectNonBlock)
DBSPAN_REDIRECT(redisConnectBindNonBlock)
DBSPAN_REDIRECT(redisConnectBindNonBlockWithReuse)
DBSPAN_REDIRECT(redisConnectUnix)
DBSPAN_REDIRECT(redisConnectUnixWithTimeout)
DBSPAN_REDIRECT(redisConnectUnixNonBlock)
DBSPAN_REDIRECT(redisConnectFd)
DBSPAN_REDIRECT(redisReconnect)
DBSPAN_REDIRECT(redisFree)
DBSPAN_REDIRECT(redisFreeKeepFd)
DBSPAN_REDIRECT(redisCommand)
DBSPAN_REDIRECT(redisvCommand)
DBSPAN_REDIRECT(redisCommandArgv)
DBSPAN_REDIRECT(redisAppendCommand)
DBSPAN_REDIRECT(redisvAppendCommand)
DBSPAN_REDIRECT(redisAppendCommandArgv)
DBSPAN_REDIRECT(redisAppendFormattedCommand)
DBSPAN_REDIRECT(redisGetReply)
DBSPAN_REDIRECT(redisGetReplyFromReader)
DBSPAN_REDIRECT(redisBufferRead)
DBSPAN_REDIRECT(redisBufferWrite)
/* Since hiredis 1.0. Before any header of hiredis its version is not known. */
#if !defined(HIREDIS_MAJOR) || HIREDIS_MAJOR >= 1
DBSPAN_REDIRECT(redisConnectWithOptions)
#endif
