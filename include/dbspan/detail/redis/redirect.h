/* Redirects the functions of a client to dbspan's. No include guard: the header of each client
 * includes this file after it has defined these macros:
 *
 * DBSPAN_NATIVE(name)       the client's function
 * DBSPAN_TRACED(name)       dbspan's function, as an identifier
 * DBSPAN_TRACED_TEXT(name)  dbspan's function, as a string
 * DBSPAN_SYNC_IS_DECLARED, DBSPAN_ASYNC_IS_DECLARED
 *                           if the client's headers were included before
 * DBSPAN_REDECLARE(name, text)
 *                           redeclares a function that is already declared. It expands to a macro
 *                           whose name tells the user the remedy: clang quotes that name in its
 *                           error if the function was used before
 */

/* If the client does not declare the functions until later: a pragma redirects them. */
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

/* If the client has already declared them: g++ then ignores the pragma, so redeclare them. */
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
