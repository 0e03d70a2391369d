/* The functions of <hiredis/async.h> that <dbspan/hiredis.h> redirects: a list for its macro
 * DBSPAN_REDIRECT, and so without an include guard.
 */
DBSPAN_REDIRECT(redisAsyncConnect)
DBSPAN_REDIRECT(redisAsyncConnectBind)
DBSPAN_REDIRECT(redisAsyncConnectBindWithReuse)
DBSPAN_REDIRECT(redisAsyncConnectUnix)
DBSPAN_REDIRECT(redisAsyncFree)
DBSPAN_REDIRECT(redisAsyncCommand)
DBSPAN_REDIRECT(redisvAsyncCommand)
DBSPAN_REDIRECT(redisAsyncCommandArgv)
DBSPAN_REDIRECT(redisAsyncFormattedCommand)
/* Since hiredis 1.0. Before any header of hiredis its version is not known. */
#if !defined(HIREDIS_MAJOR) || HIREDIS_MAJOR >= 1
DBSPAN_REDIRECT(redisAsyncConnectWithOptions)
#endif
