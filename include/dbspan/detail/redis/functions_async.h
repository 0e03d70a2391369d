/* The asynchronous functions that a header of dbspan redirects, without the client's prefix: a list
 * for its macro DBSPAN_REDIRECT, and so without an include guard.
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
