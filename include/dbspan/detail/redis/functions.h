/* The synchronous functions that dbspan redirects, without the prefix of the client. The including
 * file defines DBSPAN_REDIRECT. No include guard, because it is included more than once.
 */
DBSPAN_REDIRECT(Connect)
DBSPAN_REDIRECT(ConnectWithTimeout)
DBSPAN_REDIRECT(ConnectNonBlock)
DBSPAN_REDIRECT(ConnectBindNonBlock)
DBSPAN_REDIRECT(ConnectBindNonBlockWithReuse)
DBSPAN_REDIRECT(ConnectUnix)
DBSPAN_REDIRECT(ConnectUnixWithTimeout)
DBSPAN_REDIRECT(ConnectUnixNonBlock)
DBSPAN_REDIRECT(ConnectFd)
DBSPAN_REDIRECT(Reconnect)
DBSPAN_REDIRECT(Free)
DBSPAN_REDIRECT(FreeKeepFd)
DBSPAN_REDIRECT(Command)
DBSPAN_REDIRECT(vCommand)
DBSPAN_REDIRECT(CommandArgv)
DBSPAN_REDIRECT(AppendCommand)
DBSPAN_REDIRECT(vAppendCommand)
DBSPAN_REDIRECT(AppendCommandArgv)
DBSPAN_REDIRECT(AppendFormattedCommand)
DBSPAN_REDIRECT(GetReply)
DBSPAN_REDIRECT(GetReplyFromReader)
DBSPAN_REDIRECT(BufferRead)
DBSPAN_REDIRECT(BufferWrite)
#ifndef DBSPAN_WITHOUT_OPTIONS
DBSPAN_REDIRECT(ConnectWithOptions)
#endif
