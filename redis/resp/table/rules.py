"""Rules about commands that the servers do not provide: which arguments are data, and the meaning of replies.

The kind of an argument follows from its name and type in COMMAND DOCS. These kinds are shown as sent: key, field, name,
pattern. These are shown only if they have the right form: integer, offset (`#1`), number, id (of a stream entry), path
(JSON, without a filter), script (a hash or the name of a function, which are words). A value is never shown.
"""

# Kinds of arguments of type string, by their name. Any other string is a value, because that hides it.
SHOWN_STRINGS = {
    "field": ["field"],
    "name": """capability category categoryname channel command-name consumer consumername encoding engine event
        group groupname host importing ip library-name library-name-pattern libname libver metric migrating module-name
        name node node-id operation parameter prefix replicationid section shardchannel type""".split(),
    "script": ["function", "sha1"],
    "pattern": ["pattern"],
    "id": """end id last-id lastid max-deleted-id max_deleted_entry_id start stop threshold""".split(),
    "integer": ["min-idle-time"],
}

# Numbers that are data: stored, compared or added values, and geographic positions.
HIDDEN_NUMBERS = "bit decrement increment latitude longitude max min score value".split()

# Kinds that do not follow from the name of the argument alone, by command and argument.
KIND_OF_ARGUMENT = {
    ("CLUSTER|KEYSLOT", "key"): "name",
    ("CLUSTERSCAN", "cursor"): "name",
    ("LATENCY|HISTOGRAM", "command"): "name",
    ("MODULE|LOADEX", "name"): "value",
    ("CLIENT|LIST", "name"): "value",
    ("CLIENT|LIST", "ip"): "value",
    # A pattern of members is data like the members.
    ("SSCAN", "pattern"): "value",
    ("ZSCAN", "pattern"): "value",
}

# Commands whose documented arguments are missing, or differ in order or form from what the server reads.
ARGUMENTS = {
    "ACL|LOG": "[RESET] integer",
    "ACL|DRYRUN": "",  # contains the arguments of any command, so all are hidden
    "AUTH": "",
    "BITFIELD": "key [GET name offset | SET name offset value | INCRBY name offset value | OVERFLOW <WRAP | SAT | FAIL>]",
    "BITFIELD_RO": "key [GET name offset]",
    "BITOP": "<AND | OR | XOR | NOT | DIFF | DIFF1 | ANDOR | ONE> key {key}",
    "CLUSTER|MIGRATESLOTS": "[SLOTSRANGE {integer integer} | NODE name]",
    "CLUSTER|REPLICATE": "[NO | ONE] name",
    "COMMAND|GETKEYS": "",
    "COMMAND|GETKEYSANDFLAGS": "",
    "CLIENT|TRACKING": "<ON | OFF> [REDIRECT integer | PREFIX pattern | BCAST | OPTIN | OPTOUT | NOLOOP]",
    "COMMANDLOG|GET": "integer <SLOW | LARGE-REQUEST | LARGE-REPLY>",
    "COMMANDLOG|LEN": "<SLOW | LARGE-REQUEST | LARGE-REPLY>",
    "COMMANDLOG|RESET": "<SLOW | LARGE-REQUEST | LARGE-REPLY>",
    "DEBUG": "<OBJECT key | SLEEP number | RELOAD | SET-ACTIVE-EXPIRE integer | DIGEST | DIGEST-VALUE {key} | JMAP>",
    "EVAL": "value #{key} {value}",
    "EVAL_RO": "value #{key} {value}",
    "EVALSHA": "script #{key} {value}",
    "EVALSHA_RO": "script #{key} {value}",
    "FCALL": "script #{key} {value}",
    "FCALL_RO": "script #{key} {value}",
    "FUNCTION|LOAD": "[REPLACE] value",
    "HELLO": "integer [AUTH value value | SETNAME value]",
    "MIGRATE": "name integer key integer integer [COPY | REPLACE | AUTH value | AUTH2 value value | KEYS {key}]",
    "MODULE|LOAD": "",
    "MODULE|LOADEX": "value [CONFIG value value | ARGS {value}$]",
    "PFDEBUG": "name key",
    "REPLICAOF": "[NO | ONE] name integer",
    "SLAVEOF": "[NO | ONE] name integer",
    "SHUTDOWN": "[NOSAVE | SAVE | NOW | FORCE | ABORT | SAFE | FAILOVER]",
    "XADD": "key [NOMKSTREAM | KEEPREF | DELREF | ACKED | MAXLEN [= | ~] id | MINID [= | ~] id | LIMIT integer] "
            "id {field value}",
    "XCLAIM": "key name name integer {id} [IDLE integer | TIME integer | RETRYCOUNT integer | FORCE | JUSTID | LASTID id]",
    "XPENDING": "key name [IDLE integer] id id integer name",
    "XREAD": "[COUNT integer | BLOCK integer] <STREAMS %{key id}>",
    "XREADGROUP": "<GROUP name name> [COUNT integer | BLOCK integer | NOACK | CLAIM integer] <STREAMS %{key id}>",
    "XTRIM": "key [MAXLEN [= | ~] id | MINID [= | ~] id | LIMIT integer | KEEPREF | DELREF | ACKED]",
    "ZINTER": "#{key} [WEIGHTS {number} | AGGREGATE <SUM | MIN | MAX> | WITHSCORES]",
    "ZINTERSTORE": "key #{key} [WEIGHTS {number} | AGGREGATE <SUM | MIN | MAX>]",
    "ZUNION": "#{key} [WEIGHTS {number} | AGGREGATE <SUM | MIN | MAX> | WITHSCORES]",
    "ZUNIONSTORE": "key #{key} [WEIGHTS {number} | AGGREGATE <SUM | MIN | MAX>]",
    # A bound is a rank. With BYSCORE or BYLEX, which follow it, it is data.
    "ZRANGE": "key bound bound [BYSCORE | BYLEX | REV | LIMIT integer integer | WITHSCORES]",
    "ZRANGESTORE": "key key bound bound [BYSCORE | BYLEX | REV | LIMIT integer integer]",
}

# Options of servers for which Debian has no package.
MORE_OPTIONS = {
    "SET": ["IFEQ value", "IFNE value", "IFDEQ value", "IFDNE value"],
}

LOOKUPS = {
    "nil": """GET GETDEL GETEX GETSET HGET LINDEX LMOVE LPOP RPOP RPOPLPUSH BLMOVE BRPOPLPUSH BLPOP BRPOP LMPOP BLMPOP ZMPOP
        BZMPOP BZPOPMAX BZPOPMIN DUMP RANDOMKEY ZSCORE ZRANK ZREVRANK XREAD XREADGROUP GEODIST SET DIGEST
        JSON.GET VEMB VGETATTR VLINKS FT.GET""",
    "empty": """HGETALL HKEYS HVALS HRANDFIELD LRANGE SMEMBERS SDIFF SINTER SUNION SPOP SRANDMEMBER XRANGE XREVRANGE ZDIFF
        ZINTER ZUNION ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX
        ZREVRANGEBYSCORE GEOSEARCH GEORADIUS GEORADIUS_RO GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO SORT SORT_RO
        TS.GET TS.RANGE TS.REVRANGE VSIM VRANDMEMBER VRANGE""",
    "empty-text": "GETRANGE SUBSTR LCS",
    "found": "LPOS",
    "each": "MGET HMGET HGETEX HGETDEL ZMSCORE SMISMEMBER GEOPOS GEOHASH JSON.MGET FT.MGET BF.MEXISTS CF.MEXISTS TOPK.QUERY",
    "number": "SISMEMBER HEXISTS BF.EXISTS CF.EXISTS VISMEMBER",
    "of-keys": "EXISTS",
}

ROWS = {
    "items": """ACL|CAT ACL|LIST ACL|LOG ACL|USERS BITFIELD BITFIELD_RO CLUSTER|GETKEYSINSLOT CLUSTER|LINKS CLUSTER|REPLICAS
        CLUSTER|SHARDS CLUSTER|SLAVES CLUSTER|SLOTS COMMAND|INFO COMMAND|LIST COMMANDLOG|GET FUNCTION|LIST GEOHASH GEOPOS
        GEORADIUS GEORADIUS_RO GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO GEOSEARCH HEXPIRE HEXPIREAT HEXPIRETIME HGETDEL
        HGETEX HKEYS HMGET HPERSIST HPEXPIRE HPEXPIREAT HPEXPIRETIME HPTTL HTTL HVALS KEYS LATENCY|HISTORY
        LATENCY|LATEST LPOP LPOS LRANGE MGET MODULE|LIST PUBSUB|CHANNELS PUBSUB|SHARDCHANNELS RPOP SCRIPT|EXISTS SDIFF
        SINTER SLOWLOG|GET SMEMBERS SMISMEMBER SORT SORT_RO SPOP SRANDMEMBER SUNION XACKDEL XCLAIM XDELEX XINFO|CONSUMERS
        XINFO|GROUPS XRANGE XREVRANGE ZMSCORE ZRANGEBYLEX ZREVRANGEBYLEX
        EVAL EVAL_RO EVALSHA EVALSHA_RO FCALL FCALL_RO
        JSON.MGET JSON.OBJKEYS FT._LIST FT.MGET FT.TAGVALS TS.MADD TS.MGET TS.MRANGE TS.MREVRANGE TS.RANGE
        TS.REVRANGE TS.QUERYINDEX BF.MEXISTS BF.MADD BF.INSERT CF.MEXISTS CF.INSERT CF.INSERTNX CMS.QUERY
        TOPK.LIST TOPK.QUERY TOPK.COUNT TDIGEST.QUANTILE TDIGEST.CDF TDIGEST.RANK TDIGEST.REVRANK TDIGEST.BYRANK
        TDIGEST.BYREVRANK VRANDMEMBER VRANGE""",
    "pairs": "COMMAND|DOCS CONFIG|GET HGETALL PUBSUB|NUMSUB PUBSUB|SHARDNUMSUB",
    "tuples": """ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZDIFF ZINTER ZUNION ZRANDMEMBER HRANDFIELD VSIM
        FT.SUGGET""",
    "scores": "ZPOPMAX ZPOPMIN",
    "popped": "BLPOP BRPOP LMPOP BLMPOP ZMPOP BZMPOP BZPOPMAX BZPOPMIN",
    "scan": "SCAN SSCAN CLUSTERSCAN XAUTOCLAIM",
    "scan-pairs": "HSCAN ZSCAN",
    "streams": "XREAD XREADGROUP",
    "search": "FT.SEARCH FT.AGGREGATE FT.CURSOR|READ FT.HYBRID",
}

# Options that change the meaning of the reply: SET is a lookup only with GET.
OPTION = {"SET": "GET", "HSCAN": "NOVALUES", "ZSCAN": "NOSCORES"}

EFFECTS = {
    "selects": "SELECT", "resets": "RESET", "begins": "MULTI", "executes": "EXEC", "discards": "DISCARD",
    "subscribes": "SUBSCRIBE PSUBSCRIBE SSUBSCRIBE", "unsubscribes": "UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE",
    "monitors": "MONITOR",
    "script": "EVAL EVAL_RO", "function": "EVALSHA EVALSHA_RO FCALL FCALL_RO",
}


def column(table, name):
    """Returns the entry of a column for one command, or None."""
    for value, names in table.items():
        if name in names.split():
            return value
    return None
