/* The asynchronous functions that dbspan redirects, without the prefix of the client. The including
 * file defines DBSPAN_REDIRECT. No include guard, because it is included more than once.
 */
DBSPAN_REDIRECT(AsyncConnect)
DBSPAN_REDIRECT(AsyncConnectBind)
DBSPAN_REDIRECT(AsyncConnectBindWithReuse)
DBSPAN_REDIRECT(AsyncConnectUnix)
DBSPAN_REDIRECT(AsyncFree)
DBSPAN_REDIRECT(AsyncCommand)
DBSPAN_REDIRECT(vAsyncCommand)
DBSPAN_REDIRECT(AsyncCommandArgv)
DBSPAN_REDIRECT(AsyncFormattedCommand)
#ifndef DBSPAN_WITHOUT_OPTIONS
DBSPAN_REDIRECT(AsyncConnectWithOptions)
#endif
