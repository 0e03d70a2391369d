# Clients that connect through PgBouncer, which assigns a server connection to each transaction: psycopg2 with
# text, pgbench with prepared statements within one transaction, and statements that PgBouncer itself refuses.
prepare() {
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  echo "$port" >port
  pgbench=$(ls /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1); $pgbench -i -q -s 1 >/dev/null 2>&1
  cat >pgbouncer.ini <<INI
[databases]
$PGDATABASE = host=$PGHOST port=$PGPORT user=$PGUSER
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
auth_type = trust
auth_file = users.txt
pool_mode = transaction
server_reset_query =
server_check_query =
ignore_startup_parameters = extra_float_digits
unix_socket_dir =
logfile = $DIRECTORY/pgbouncer.log
pidfile = $DIRECTORY/pgbouncer.pid
INI
  echo "\"$PGUSER\" \"\"" >users.txt
  # PgBouncer refuses to run as root.
  local as=(); [[ $(id -u) != 0 ]] || as=(setpriv --reuid nobody --regid nogroup --clear-groups)
  "${as[@]}" /usr/sbin/pgbouncer -q -d pgbouncer.ini
  for _ in $(seq 2400); do [[ -e pgbouncer.pid ]] && return; sleep 0.05; done
}
run() {
  port=$(<port)
  export PGHOST=127.0.0.1 PGPORT=$port
  pgbench=$(ls /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1)
  for protocol in simple extended; do
    $TRACED "$pgbench" -n -t 10 -c 1 --random-seed=7 --protocol=$protocol | grep -E "^(number|query|transaction type)"
  done
  $TRACED /usr/bin/python3 - <<'PYTHON'
import os
import psycopg2

connection = psycopg2.connect("")
cursor = connection.cursor()
cursor.execute("SELECT count(*) FROM pgbench_accounts WHERE aid <= %s", (50,))
print(cursor.fetchone())
for wrong in ("SELEC 1", "SELECT nothing"):
    try:
        cursor.execute(wrong)
    except psycopg2.Error as error:
        print(error.pgcode, error.pgerror)
    connection.rollback()
cursor.execute("UPDATE pgbench_tellers SET tbalance = 0 WHERE tid < 5")
print(cursor.rowcount)
connection.commit()
try:
    psycopg2.connect("dbname=there_is_no_such_database")
except psycopg2.Error as error:
    print(str(error).replace(os.environ["PGPORT"], "PORT"))
PYTHON
}
after() {
  psql -Atc "SELECT count(*), sum(abalance) FROM pgbench_accounts; SELECT count(*) FROM pgbench_history"
  kill "$(<pgbouncer.pid)"
}
