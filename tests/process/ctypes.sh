# Python's ctypes: functions that are looked up by name in the handle of a library, and in the whole program.
set -eu
$PROCESS_RUN /usr/bin/python3 - <<'PYTHON'
import ctypes
import ctypes.util
import os

name = ctypes.util.find_library("pq")
for library in (ctypes.CDLL(name), ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL), ctypes.CDLL(None)):
    library.PQconnectdb.restype = library.PQexec.restype = ctypes.c_void_p
    library.PQgetvalue.restype = ctypes.c_char_p
    connection = ctypes.c_void_p(library.PQconnectdb(os.environ["DBSPAN_TEST_PG_URL"].encode()))
    result = ctypes.c_void_p(library.PQexec(connection, b"SELECT 40 + 1"))
    print(library.PQgetvalue(result, 0, 0))
    library.PQclear(result)
    library.PQfinish(connection)
PYTHON
