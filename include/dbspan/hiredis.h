/* Traced hiredis, for C99 and C++: include this instead of <hiredis/hiredis.h> and change nothing
 * else. You can still include <hiredis/async.h> afterwards; <dbspan/hiredis_async.h> includes both.
 *
 * The compiler redirects calls of the functions in detail/redis/functions.h to functions of dbspan.
 * These call hiredis and return its result unchanged. No macro changes your identifiers.
 *
 * The functions are also redirected if another header has included hiredis before. With gcc, this
 * affects earlier code of the file, too. clang cannot redirect a function that the file has already
 * used, and stops with an error.
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
/* Leave out the ...WithOptions functions if hiredis is known to be older than 1.0, which added
 * them. The version is only known if a header of hiredis came first. */
#if defined(HIREDIS_MAJOR) && HIREDIS_MAJOR < 1
#define DBSPAN_WITHOUT_OPTIONS
#endif
#include "dbspan/detail/redis/redirect.h"
#undef DBSPAN_WITHOUT_OPTIONS
#undef DBSPAN_INCLUDE_DBSPAN_HIREDIS_H_BEFORE_THE_FIRST_USE_OF

#include <hiredis/hiredis.h>

#endif
