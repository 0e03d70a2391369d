# The benchmark sysbench: prepared statements in transactions.
sysbench_at_pg() {
  "$@" --db-driver=pgsql --pgsql-host="$PGHOST" --pgsql-port="$PGPORT" --pgsql-user="$PGUSER" --pgsql-db="$PGDATABASE" \
    --tables=1 --table-size=200 --threads=1 --events=20 --time=0 --rand-seed=7 --report-interval=0
}
prepare() { sysbench_at_pg sysbench oltp_read_write prepare >/dev/null; }
run() { sysbench_at_pg $TRACED sysbench oltp_read_write run | grep -E "^ +(read|write|other|total|transactions|queries|ignored errors): +[0-9]+" | sed 's/(.*//'; }
after() { sysbench_at_pg sysbench oltp_read_write cleanup >/dev/null; }
