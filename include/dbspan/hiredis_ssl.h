/* Traced hiredis over TLS, for C99 and C++: include this instead of <hiredis/hiredis_ssl.h>
 * (hiredis 1.0 and later). Declares no other traced functions than <dbspan/hiredis.h>: TLS only
 * changes the transport.
 */
#ifndef DBSPAN_HIREDIS_SSL_H
#define DBSPAN_HIREDIS_SSL_H

#include "dbspan/hiredis.h"

#include <hiredis/hiredis_ssl.h>

#endif
