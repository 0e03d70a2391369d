# A prefork server: gunicorn forks workers, which then use psycopg 2. At the end the master receives SIGTERM.
set -eu
cat >application.py <<'PYTHON'
import os
import psycopg2

def application(environ, start_response):
    connection = psycopg2.connect(os.environ["DBSPAN_TEST_PG_URL"])
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM generate_series(1, 7)")
    body = str(cursor.fetchone()[0]).encode()
    connection.close()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
PYTHON
$PROCESS_RUN gunicorn --workers 2 --bind "unix:$PWD/socket" --log-level critical --pid "$PWD/pid" application:application &
server=$!
/usr/bin/python3 - <<'PYTHON'
import http.client
import socket
import time

class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        for _ in range(6000):
            try:
                return self.sock.connect("socket")
            except OSError:
                time.sleep(0.01)

for _ in range(20):
    connection = Connection("localhost")
    connection.request("GET", "/")
    answer = connection.getresponse()
    print(answer.status, answer.read().decode())
PYTHON
kill "$server"
wait "$server" && echo "ended with 0" || echo "ended with $?"
