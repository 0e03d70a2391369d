# Python: psycopg 2, a module that is linked with libpq, and psycopg 3, which calls libpq by ctypes.
set -eu
$PROCESS_RUN /usr/bin/python3 - <<PYTHON
import os
import psycopg2
connection = psycopg2.connect(os.environ["DBSPAN_TEST_PG_URL"])
cursor = connection.cursor()
cursor.execute("SELECT g FROM generate_series(1, %s) g", (3,))
print(cursor.fetchall())
try:
    cursor.execute("SELECT nothing")
except psycopg2.Error as error:
    print(error.pgcode)
connection.close()

import psycopg
with psycopg.connect(os.environ["DBSPAN_TEST_PG_URL"]) as connection:
    print(connection.execute("SELECT %s::int + 1", (71,)).fetchone())
    connection.add_notice_handler(lambda notice: print(notice.message_primary))
    connection.execute("DO 'BEGIN RAISE NOTICE ''noticed''; END'")
PYTHON
