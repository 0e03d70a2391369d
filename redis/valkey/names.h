#pragma once

#include <valkey/async.h>
#include <valkey/valkey.h>

// Maps the generic names in redis/client/ to those of libvalkey.
#define DBSPAN_CLIENT_NAMESPACE valkey
#define DBSPAN_CLIENT_TITLE "libvalkey"
#define DBSPAN_CLIENT_ID 3  // never changes (dbspan/detail/client_id.h)
#define DBSPAN_CLIENT_SONAMES "libvalkey.", "libvalkey-"
#define DBSPAN_NATIVE(name) valkey##name
#define DBSPAN_CONSTANT(name) VALKEY_##name
#define DBSPAN_CLIENT_PREFIX "VALKEY_"
#define DBSPAN_OURS(name) dbspan_valkey##name
#define DBSPAN_CLIENT_HAS_OPTIONS
#define DBSPAN_CLIENT_LEAVES_REPLIES
#define DBSPAN_CLIENT_HAS_RESP3
