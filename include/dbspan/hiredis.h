/* Traced hiredis, for C99 and C++: include this instead of <hiredis/hiredis.h> and change nothing
 * else. <hiredis/async.h> may follow as it is; <dbspan/hiredis_async.h> includes both.
 *
 * The compiler redirects the functions of detail/redis/redirect.h to dbspan's, which call hiredis's
 * own and return exactly what they return. No macro touches your identifiers.
 *
 * If another header has included hiredis before, the functions are redirected all the same, with
 * gcc in earlier code of the file as well. clang cannot redirect a function that the file has used
 * already, and stops with an error.
 */
#ifndef DBSPAN_HIREDIS_H
#define DBSPAN_HIREDIS_H

/* Before hiredis declares the functions. */
#define DBSPAN_PRAGMA(text) _Pragma(#text)
#define DBSPAN_REDIRECT(name) DBSPAN_PRAGMA(redefine_extname name dbspan_##name)
#ifndef __HIREDIS_H
#include "dbspan/detail/redis/redirect.h"
#endif
#ifndef __HIREDIS_ASYNC_H
#include "dbspan/detail/redis/redirect_async.h"
#endif
#undef DBSPAN_REDIRECT
#undef DBSPAN_PRAGMA

/* After it has declared them: g++ heeds the pragma no more. A clang that stops here means that the
 * macro's name is what to do. */
#define DBSPAN_INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF(name) \
  extern __typeof__(name) name __asm__("dbspan_" #name);
#define DBSPAN_REDIRECT(name) DBSPAN_INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF(name)
#ifdef __cplusplus
extern "C" {
#endif
#ifdef __HIREDIS_H
#include "dbspan/detail/redis/redirect.h"
#endif
#ifdef __HIREDIS_ASYNC_H
#include "dbspan/detail/redis/redirect_async.h"
#endif
#ifdef __cplusplus
}
#endif
#undef DBSPAN_REDIRECT
#undef DBSPAN_INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF

#include <hiredis/hiredis.h>

#endif
