/* Redirects the functions of a client to dbspan's. Without an include guard: the header of each
 * client includes it with DBSPAN_NATIVE(name), the client's function; DBSPAN_TRACED(name),
 * dbspan's, as an identifier; DBSPAN_TRACED_TEXT(name), the same as a string;
 * DBSPAN_SYNC_IS_DECLARED and DBSPAN_ASYNC_IS_DECLARED if the client's headers came first; and
 * DBSPAN_REDECLARE(name, text), whose name says what to do in the messages of a clang that cannot
 * redirect what was used before.
 */

/* Before the client declares the functions. */
#define DBSPAN_PRAGMA(text) _Pragma(#text)
#define DBSPAN_EXTNAME(native, traced) DBSPAN_PRAGMA(redefine_extname native traced)
#define DBSPAN_REDIRECT(name) DBSPAN_EXTNAME(DBSPAN_NATIVE(name), DBSPAN_TRACED(name))
#ifndef DBSPAN_SYNC_IS_DECLARED
#include "dbspan/detail/redis/functions.h"
#endif
#ifndef DBSPAN_ASYNC_IS_DECLARED
#include "dbspan/detail/redis/functions_async.h"
#endif
#undef DBSPAN_REDIRECT
#undef DBSPAN_EXTNAME
#undef DBSPAN_PRAGMA

/* After it has declared them: g++ heeds the pragma no more. */
#define DBSPAN_REDIRECT(name) DBSPAN_REDECLARE(DBSPAN_NATIVE(name), DBSPAN_TRACED_TEXT(name))
#ifdef __cplusplus
extern "C" {
#endif
#ifdef DBSPAN_SYNC_IS_DECLARED
#include "dbspan/detail/redis/functions.h"
#endif
#ifdef DBSPAN_ASYNC_IS_DECLARED
#include "dbspan/detail/redis/functions_async.h"
#endif
#ifdef __cplusplus
}
#endif
#undef DBSPAN_REDIRECT
#undef DBSPAN_NATIVE
#undef DBSPAN_TRACED
#undef DBSPAN_TRACED_TEXT
#undef DBSPAN_REDECLARE
#undef DBSPAN_SYNC_IS_DECLARED
#undef DBSPAN_ASYNC_IS_DECLARED
