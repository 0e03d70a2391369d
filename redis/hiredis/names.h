#pragma once

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

// Maps the generic names in redis/client/ to those of hiredis 0.14 and 1.x.
#define DBSPAN_CLIENT_NAMESPACE hiredis
#define DBSPAN_CLIENT_TITLE "hiredis"
#define DBSPAN_CLIENT_ID 1  // never changes (dbspan/detail/client_id.h)
#define DBSPAN_CLIENT_SONAMES "libhiredis.", "libhiredis-"
#define DBSPAN_NATIVE(name) redis##name
#define DBSPAN_CONSTANT(name) REDIS_##name
#define DBSPAN_CLIENT_PREFIX "REDIS_"
#define DBSPAN_OURS(name) dbspan_redis##name

#if HIREDIS_MAJOR == 0 && HIREDIS_MINOR < 14
#error "dbspan needs hiredis 0.14 or newer: older ones have other buffers (redis/client/seal.h)"
#endif
// hiredis 1.0 added …ConnectWithOptions and the types of RESP3.
#if HIREDIS_MAJOR >= 1
#define DBSPAN_CLIENT_HAS_OPTIONS
#endif
#ifdef REDIS_NO_AUTO_FREE_REPLIES
#define DBSPAN_CLIENT_LEAVES_REPLIES
#endif
#ifdef REDIS_REPLY_MAP
#define DBSPAN_CLIENT_HAS_RESP3
#endif
