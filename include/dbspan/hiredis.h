/* Traced hiredis, for C99 and C++: include this instead of <hiredis/hiredis.h> and change nothing
 * else. <hiredis/async.h> may follow as it is; <dbspan/hiredis_async.h> includes both.
 *
 * The compiler redirects the functions of detail/redis/functions.h to dbspan's, which call
 * hiredis's own and return exactly what they return. No macro touches your identifiers.
 *
 * If another header has included hiredis before, the functions are redirected all the same, with
 * gcc in earlier code of the file as well. clang cannot redirect a function that the file has used
 * already, and stops with an error.
 */
#ifndef DBSPAN_HIREDIS_H
#define DBSPAN_HIREDIS_H

#define DBSPAN_NATIVE(name) redis##name
#define DBSPAN_TRACED(name) dbspan_redis##name
#define DBSPAN_TRACED_TEXT(name) "dbspan_redis" #name
#define DBSPAN_INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF(name, text) \
  extern __typeof__(name) name __asm__(text);
#define DBSPAN_REDECLARE(name, text) \
  DBSPAN_INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF(name, text)
#ifdef __HIREDIS_H
#define DBSPAN_SYNC_IS_DECLARED
#endif
#ifdef __HIREDIS_ASYNC_H
#define DBSPAN_ASYNC_IS_DECLARED
#endif
/* Those of hiredis 1.0. Before any header of hiredis its version is not known. */
#if defined(HIREDIS_MAJOR) && HIREDIS_MAJOR < 1
#define DBSPAN_WITHOUT_OPTIONS
#endif
#include "dbspan/detail/redis/redirect.h"
#undef DBSPAN_WITHOUT_OPTIONS
#undef DBSPAN_INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF

#include <hiredis/hiredis.h>

#endif
