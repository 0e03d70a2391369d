/* Traced asynchronous hiredis, for C99 and C++: include this instead of <hiredis/async.h> and
 * change nothing else. The functions are redirected as <dbspan/hiredis.h> describes.
 */
#ifndef DBSPAN_HIREDIS_ASYNC_H
#define DBSPAN_HIREDIS_ASYNC_H

#include "dbspan/hiredis.h"

#include <hiredis/async.h>

#endif
