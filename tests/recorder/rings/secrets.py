#!/usr/bin/env python3
"""Kills a program in the middle of its calls and searches the ring file for its secrets: secrets.py PRELOAD_OBJECT [ROUNDS].

The program makes every kind of call of libpq, hiredis and MariaDB's client library. Every value contains a marker: literals,
parameters, COPY rows, passwords, arguments, scripts, data in error messages. The servers are those of DBSPAN_TEST_*_URL.
"""

import ctypes
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

MARK = b"m4rk3d5ecr3t"
STRING = 254  # MYSQL_TYPE_STRING
LIBRARIES = ("libpq.so.5", "libhiredis.so.0.14", "libmariadb.so.3")


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
                     b"DO $do$ BEGIN PERFORM '%s'; END $do$", b"PREPARE one AS SELECT '%s'; DEALLOCATE one", b"VALUES ('%s'), ('%s')",
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

    while True:
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
    connection = pointer(library.mysql_init(None))
    library.mysql_real_connect(connection, where.hostname.encode(), where.username.encode(), (where.password or "").encode(),
                               where.path[1:].encode(), where.port or 3306, None, ctypes.c_ulong(0))

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
    while True:
        for text in (b"SELECT '%s'", b'SELECT "%s"', b"SELECT 'it\\'s %s' -- %s", b"# %s\nSELECT 1", b"/* %s */ SELECT 1",
                     b"INSERT INTO secrets VALUES ('%s')", b"INSERT INTO secrets VALUES ('%s')", b"SELECT _utf8mb4'%s'",
                     b"SET @secret = '%s'", b"SELECT '%s' FROM nowhere", b"SELECT CAST('%s' AS DATE)", b"TRUNCATE secrets",
                     b"ALTER USER nobody_here IDENTIFIED BY '%s'", b"SET PASSWORD FOR nobody_here = PASSWORD('%s')",
                     b"PREPARE one FROM 'SELECT \\'%s\\''", b"EXECUTE IMMEDIATE 'SELECT \\'%s\\''", b"SELECT x'6d', N'%s', b'1'",
                     b"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '%s'", b"SELECT 1 WHERE 'a' IN ('%s', '%s')"):
            query(text)
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
    """Returns the number of records in the ring file of a killed program. Fails if the marker is in the file."""
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
    files[0].unlink()
    return content.count({"postgres": b"SELECT ?", "redis": b"HSET", "mysql": b"SELECT ?"}[client])


def main():
    preload, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as directory:
        for client in ("postgres", "redis", "mysql"):
            seen = sum(kill_once(preload, client, pathlib.Path(directory)) for _ in range(rounds))
            assert seen > 0, f"{client}: nothing was recorded"
            print(f"{client}: killed {rounds} times, {len(MARK)} bytes of secret in no file")


if sys.argv[1] == "--run":
    run(sys.argv[2])
else:
    main()
