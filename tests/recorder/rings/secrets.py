#!/usr/bin/env python3
"""Kills a program in the middle of its calls and searches the ring file for its secrets: secrets.py PRELOAD_OBJECT [ROUNDS].

The program makes every kind of call of libpq, hiredis and MariaDB's client library. Every value contains a marker: literals,
parameters, COPY rows, passwords, arguments, scripts, data in error messages. The servers are those of DBSPAN_TEST_*_URL.
"""

import ctypes
import os
import pathlib
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

MARK = b"m4rk3d5ecr3t"
STRING = 254  # MYSQL_TYPE_STRING
LOCAL_INFILE, NONBLOCK, MULTI_STATEMENTS = 8, 6000, 65536  # MYSQL_OPT_LOCAL_INFILE, MYSQL_OPT_NONBLOCK, CLIENT_MULTI_STATEMENTS
LIBRARIES = ("libpq.so.5", "libhiredis.so.0.14", "libmariadb.so.3")

# Texts that the ring file of each program contains.
RECORDED = {
    "postgres": (b"SELECT ?", b"COPY secrets FROM STDIN", b"WHERE secret = $1", b"CREATE ROLE nobody_else PASSWORD ?"),
    "redis": (b"SET key ? EX ?", b"EVAL ? 0", b"NOSUCHCOMMAND ?", b"APPEND key ?; GETSET key ?"),
    "mysql": (b"SELECT ?", b"LOAD DATA LOCAL INFILE ?", b"SELECT ?; INSERT INTO secrets VALUES (?); SELECT ?", b"SELECT ? FROM nowhere"),
}


def postgres(library, url, step):
    pointer = ctypes.c_void_p
    for name in ("PQconnectdb", "PQexec", "PQexecParams", "PQprepare", "PQexecPrepared", "PQgetResult"):
        getattr(library, name).restype = pointer
    library.PQerrorMessage.restype = ctypes.c_char_p
    connection = pointer(library.PQconnectdb(url.encode()))
    values = (ctypes.c_char_p * 1)(MARK)

    def clear(result):
        library.PQclear(pointer(result))
        step()

    def results():
        while result := library.PQgetResult(connection):
            clear(result)

    def refused():
        """Tries to connect with a wrong user. The password occurs only in this call."""
        other = pointer(library.PQconnectdb(url.encode() + b"?user=nobody_here&password=" + MARK))
        library.PQfinish(other)
        step()

    clear(library.PQexec(connection, b"CREATE TEMPORARY TABLE secrets (secret TEXT PRIMARY KEY)"))
    clear(library.PQprepare(connection, b"by_name", b"SELECT secret FROM secrets WHERE secret = $1", 1, None))
    while True:
        for text in (b"SELECT '%s'", b"SELECT $$%s$$", b"SELECT E'\\'%s' -- %s", b"INSERT INTO secrets VALUES ('%s')",
                     b"INSERT INTO secrets VALUES ('%s')", b"SELECT '%s'::int", b"/* %s */ SELECT 1", b"SELECT U&'%s'",
                     b"ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'; SELECT '%s'", b"DELETE FROM secrets WHERE secret = '%s'",
                     b"CREATE ROLE nobody_else PASSWORD '%s'; DROP ROLE nobody_else", b"SET application_name TO %s", b"NOTIFY here, '%s'",
                     b"DO $do$ BEGIN PERFORM '%s'; END $do$", b"PREPARE one AS SELECT '%s'", b"DEALLOCATE one", b"VALUES ('%s'), ('%s')",
                     b"SELECT 1 WHERE 'a' IN ('%s', '%s')"):
            clear(library.PQexec(connection, text.replace(b"%s", MARK)))
        clear(library.PQexecParams(connection, b"SELECT $1::text", 1, None, values, None, None, 0))
        clear(library.PQexecParams(connection, b"SELECT $1::int", 1, None, values, None, None, 0))
        clear(library.PQexecPrepared(connection, b"by_name", 1, values, None, None, 0))
        clear(library.PQexec(connection, b"COPY secrets FROM STDIN"))
        library.PQputCopyData(connection, MARK + b"\n", len(MARK) + 1)
        library.PQputCopyEnd(connection, None)
        results()
        library.PQsendQuery(connection, b"SELECT '%s'".replace(b"%s", MARK))
        library.PQsetSingleRowMode(connection)
        results()
        library.PQsendQueryParams(connection, b"SELECT $1::int", 1, None, values, None, None, 0)
        results()
        library.PQsendQueryPrepared(connection, b"by_name", 1, values, None, None, 0)
        results()
        library.PQenterPipelineMode(connection)
        for _ in range(3):
            library.PQsendQueryParams(connection, b"SELECT $1::text", 1, None, values, None, None, 0)
        library.PQpipelineSync(connection)
        for _ in range(4):
            results()
        library.PQexitPipelineMode(connection)
        refused()
        clear(library.PQexec(connection, b"TRUNCATE secrets"))


class AsynchronousRedis:
    """A connection of hiredis's asynchronous API whose events are awaited here."""

    DESCRIPTOR = 132  # of the field `fd` in hiredis 0.14: int err; char errstr[128]; int fd

    def __init__(self, library, where):
        library.redisAsyncConnect.restype = ctypes.c_void_p
        self.library = library
        self.context = ctypes.c_void_p(library.redisAsyncConnect(where.hostname.encode(), where.port))
        self.descriptor = ctypes.c_int.from_address(self.context.value + self.DESCRIPTOR).value
        self.waiting = 0
        self.callback = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(self.take)

    def take(self, context, reply, data):
        self.waiting -= 1

    def call(self, *words):
        array, sizes = (ctypes.c_char_p * len(words))(*words), (ctypes.c_size_t * len(words))(*map(len, words))
        self.library.redisAsyncCommandArgv(self.context, self.callback, None, len(words), array, sizes)
        self.waiting += 1

    def finish(self):
        select.select([], [self.descriptor], [], 60)
        self.library.redisAsyncHandleWrite(self.context)
        while self.waiting:
            assert select.select([self.descriptor], [], [], 60)[0], "no reply to an asynchronous command"
            self.library.redisAsyncHandleRead(self.context)


def redis(library, url, step):
    pointer = ctypes.c_void_p
    for name in ("redisConnect", "redisCommandArgv", "redisCommand"):
        getattr(library, name).restype = pointer
    where = urllib.parse.urlsplit(url)
    context = pointer(library.redisConnect(where.hostname.encode(), where.port))

    def call(*words):
        words = [word if isinstance(word, bytes) else word.encode() for word in words]
        array = (ctypes.c_char_p * len(words))(*words)
        sizes = (ctypes.c_size_t * len(words))(*map(len, words))
        library.freeReplyObject(pointer(library.redisCommandArgv(context, len(words), array, sizes)))
        step()

    def pipeline(*commands):
        for words in commands:
            words = [word if isinstance(word, bytes) else word.encode() for word in words]
            array, sizes = (ctypes.c_char_p * len(words))(*words), (ctypes.c_size_t * len(words))(*map(len, words))
            library.redisAppendCommandArgv(context, len(words), array, sizes)
        for _ in commands:
            reply = pointer()
            library.redisGetReply(context, ctypes.byref(reply))
            library.freeReplyObject(reply)
        step()

    def formatted(text, *values):
        library.freeReplyObject(pointer(library.redisCommand(context, text, *values)))
        step()

    def in_protocol(*words):
        """Sends a command that the program has written in the protocol itself."""
        text = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
        library.redisAppendFormattedCommand(context, text, ctypes.c_size_t(len(text)))
        reply = pointer()
        library.redisGetReply(context, ctypes.byref(reply))
        library.freeReplyObject(reply)
        step()

    asynchronous = AsynchronousRedis(library, where)
    while True:
        asynchronous.call(b"SET", b"key", MARK)
        asynchronous.call(b"SET", b"key", MARK, b"EX", MARK)
        asynchronous.call(b"LPUSH", b"key", MARK)
        asynchronous.call(b"NOSUCHCOMMAND", MARK)
        asynchronous.call(b"EVAL", b"return '%s'" % MARK, b"0")
        asynchronous.finish()
        step()
        in_protocol(b"SET", b"key", MARK)
        in_protocol(b"NOSUCHCOMMAND", MARK)
        formatted(b"SET key %s", MARK)
        formatted(b"SETRANGE key 0 %b", MARK, ctypes.c_size_t(len(MARK)))
        formatted(b"APPEND key " + MARK)
        pipeline(("SET", "key", MARK), ("APPEND", "key", MARK), ("GETSET", "key", MARK))
        pipeline(("MULTI",), ("MSET", "key", MARK, "other", MARK), ("NOSUCHCOMMAND", MARK), ("DISCARD",))
        call("MSET", "key", MARK, "other", MARK)
        call("XADD", "stream", "*", "field", MARK)
        call("LINSERT", "list", "BEFORE", MARK, MARK)
        call("HELLO", "2", "AUTH", "user", MARK)
        call("ACL", "SETUSER", "nobody", ">" + MARK.decode())
        call("EVALSHA", "0" * 40, "1", "key", MARK)
        call("MIGRATE", "127.0.0.1", "1", "key", "0", "1", "AUTH", MARK)
        call("CONFIG", MARK)
        call("SET", "key", MARK, "EX", MARK)
        call("SET", "key", MARK)
        call("SET", "key", MARK, "EX", "10")
        call("HSET", "hash", "field", MARK)
        call("LPUSH", "list", MARK, MARK)
        call("SADD", "set", MARK)
        call("ZADD", "sorted", "1", MARK)
        call("PUBLISH", "channel", MARK)
        call("AUTH", MARK)
        call("AUTH", "user", MARK)
        call("EVAL", b"return '%s'" % MARK, "1", "key", MARK)
        call("CONFIG", "SET", "requirepass-not", MARK)
        call("LPUSH", "hash", MARK)
        call("NOSUCHCOMMAND", MARK)
        call("DEL", "key", "hash", "list", "set", "sorted", "other", "stream")


class Bind(ctypes.Structure):
    """The structure MYSQL_BIND of MariaDB's client library."""

    _fields_ = [("length", ctypes.c_void_p), ("is_null", ctypes.c_void_p), ("buffer", ctypes.c_char_p), ("error", ctypes.c_void_p),
                ("row", ctypes.c_void_p), ("functions", ctypes.c_void_p * 3), ("buffer_length", ctypes.c_ulong),
                ("offset", ctypes.c_ulong), ("length_value", ctypes.c_ulong), ("flags", ctypes.c_uint), ("pack_length", ctypes.c_uint),
                ("buffer_type", ctypes.c_int), ("switches", ctypes.c_char * 4), ("extension", ctypes.c_void_p)]


def mysql(library, url, step):
    pointer = ctypes.c_void_p
    for name in ("mysql_init", "mysql_real_connect", "mysql_store_result", "mysql_stmt_init"):
        getattr(library, name).restype = pointer
    where = urllib.parse.urlsplit(url)
    def connect(*options):
        made = pointer(library.mysql_init(None))
        for option in options:
            library.mysql_options(made, option, None)
        library.mysql_real_connect(made, where.hostname.encode(), where.username.encode(), (where.password or "").encode(),
                                   where.path[1:].encode(), where.port or 3306, None, ctypes.c_ulong(MULTI_STATEMENTS))
        return made

    connection, other_connection = connect(LOCAL_INFILE), connect(NONBLOCK)

    def query(text):
        text = text.replace(b"%s", MARK)
        library.mysql_real_query(connection, text, ctypes.c_ulong(len(text)))
        if result := library.mysql_store_result(connection):
            library.mysql_free_result(pointer(result))
        step()

    def prepared(text):
        """Executes a prepared statement with the marker in its text and, if it has one, as its parameter."""
        text = text.replace(b"%s", MARK)
        statement = pointer(library.mysql_stmt_init(connection))
        library.mysql_stmt_prepare(statement, text, ctypes.c_ulong(len(text)))
        length = ctypes.c_ulong(len(MARK))
        bind = Bind(length=ctypes.addressof(length), buffer=MARK, buffer_length=len(MARK), buffer_type=STRING)
        library.mysql_stmt_bind_param(statement, ctypes.byref(bind))
        library.mysql_stmt_execute(statement)
        library.mysql_stmt_store_result(statement)
        library.mysql_stmt_close(statement)
        step()

    def without_blocking(text):
        text = text.replace(b"%s", MARK)
        result = ctypes.c_int()
        status = library.mysql_real_query_start(ctypes.byref(result), other_connection, text, ctypes.c_ulong(len(text)))
        while status:
            time.sleep(0.0001)
            status = library.mysql_real_query_cont(ctypes.byref(result), other_connection, status)
        if result := library.mysql_store_result(other_connection):
            library.mysql_free_result(pointer(result))
        step()

    def in_pieces(text):
        """Executes a prepared statement whose parameter is sent in two pieces."""
        statement = pointer(library.mysql_stmt_init(connection))
        library.mysql_stmt_prepare(statement, text, ctypes.c_ulong(len(text)))
        bind = Bind(buffer_type=STRING)
        library.mysql_stmt_bind_param(statement, ctypes.byref(bind))
        for _ in range(2):
            library.mysql_stmt_send_long_data(statement, 0, MARK, ctypes.c_ulong(len(MARK)))
        library.mysql_stmt_execute(statement)
        library.mysql_stmt_close(statement)
        step()

    def refused():
        """Tries to log in with wrong users. The passwords occur only in these calls."""
        other = pointer(library.mysql_init(None))
        library.mysql_real_connect(other, where.hostname.encode(), b"nobody_here", MARK, None, where.port or 3306, None, ctypes.c_ulong(0))
        library.mysql_close(other)
        other = pointer(library.mysql_init(None))
        library.mysql_real_connect(other, where.hostname.encode(), where.username.encode(), (where.password or "").encode(),
                                   where.path[1:].encode(), where.port or 3306, None, ctypes.c_ulong(0))
        library.mysql_change_user(other, b"nobody_here", MARK, None)
        library.mysql_close(other)
        step()

    query(b"CREATE TEMPORARY TABLE secrets (secret VARCHAR(99) PRIMARY KEY)")
    rows = tempfile.NamedTemporaryFile(dir=os.environ["DBSPAN_RING_DIR"], prefix=MARK.decode())
    rows.write(MARK + b"\n")
    rows.flush()
    while True:
        for text in (b"SELECT '%s'", b'SELECT "%s"', b"SELECT 'it\\'s %s' -- %s", b"# %s\nSELECT 1", b"/* %s */ SELECT 1",
                     b"INSERT INTO secrets VALUES ('%s')", b"INSERT INTO secrets VALUES ('%s')", b"SELECT _utf8mb4'%s'",
                     b"SET @secret = '%s'", b"SELECT '%s' FROM nowhere", b"SELECT CAST('%s' AS DATE)", b"TRUNCATE secrets",
                     b"ALTER USER nobody_here IDENTIFIED BY '%s'", b"SET PASSWORD FOR nobody_here = PASSWORD('%s')",
                     b"PREPARE one FROM 'SELECT \\'%s\\''", b"EXECUTE IMMEDIATE 'SELECT \\'%s\\''", b"SELECT x'6d', N'%s', b'1'",
                     b"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '%s'", b"SELECT 1 WHERE 'a' IN ('%s', '%s')"):
            query(text)
        query(b"LOAD DATA LOCAL INFILE '" + rows.name.encode() + b"' INTO TABLE secrets")
        query(b"LOAD DATA LOCAL INFILE '/nowhere/%s' INTO TABLE secrets")
        query(b"SELECT '%s'; INSERT INTO secrets VALUES ('%s'); SELECT '%s'")
        while library.mysql_next_result(connection) == 0:
            if result := library.mysql_store_result(connection):
                library.mysql_free_result(pointer(result))
        without_blocking(b"SELECT '%s'")
        without_blocking(b"SELECT '%s' FROM nowhere")
        in_pieces(b"SELECT ?")
        prepared(b"SELECT ?")
        prepared(b"SELECT CAST(? AS DATE), '%s'")
        prepared(b"INSERT INTO secrets VALUES (?)")
        refused()


def run(client):
    """Runs the program to be killed: makes calls of a client forever and prints "ready" after 150 of them."""
    count = 0

    def step():
        nonlocal count
        count += 1
        if count == 150:
            print("ready", flush=True)

    library = ctypes.CDLL(None)
    {"postgres": postgres, "redis": redis, "mysql": mysql}[client](
        library, os.environ[{"postgres": "DBSPAN_TEST_PG_URL", "redis": "DBSPAN_TEST_REDIS_URL",
                             "mysql": "DBSPAN_TEST_MYSQL_URL"}[client]], step)


def kill_once(preload, client, directory):
    """Kills the program once. Fails if the marker is in its ring file, or if some kinds of calls are not."""
    environment = {**os.environ, "DBSPAN_RING_DIR": str(directory), "LD_PRELOAD": " ".join((preload, *LIBRARIES)),
                   "DBSPAN_PARAMETERS": "false"}
    with subprocess.Popen([sys.executable, __file__, "--run", client], env=environment, stdout=subprocess.PIPE) as program:
        assert program.stdout.readline() == b"ready\n", f"{client}: the program ended"
        time.sleep(random.uniform(0, 0.02))
        program.send_signal(signal.SIGKILL)
    files = list(directory.glob("*.ring"))
    assert len(files) == 1, f"{client}: {len(files)} ring files"
    content = files[0].read_bytes()
    at = content.find(MARK)
    assert at < 0, f"{client}: the mark is in the file: {content[max(at - 200, 0):at + 50]!r}"
    for file in directory.iterdir():
        file.unlink()
    missing = [words for words in RECORDED[client] if words not in content]
    assert not missing, f"{client}: not recorded: {missing}"


def main():
    preload, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as directory:
        for client in ("postgres", "redis", "mysql"):
            for _ in range(rounds):
                kill_once(preload, client, pathlib.Path(directory))
            print(f"{client}: killed {rounds} times, {len(MARK)} bytes of secret in no file")


if sys.argv[1] == "--run":
    run(sys.argv[2])
else:
    main()
