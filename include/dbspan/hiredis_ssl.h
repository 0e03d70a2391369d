/* Traced hiredis over TLS, for C99 and C++: include this instead of <hiredis/hiredis_ssl.h>, which
 * hiredis has since 1.0. Only the transport differs: the commands are those of <dbspan/hiredis.h>.
 */
#ifndef DBSPAN_HIREDIS_SSL_H
#define DBSPAN_HIREDIS_SSL_H

#include "dbspan/hiredis.h"

#include <hiredis/hiredis_ssl.h>

#endif
