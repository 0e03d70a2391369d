# Postgres's benchmark pgbench on its own tables, in the simple, extended and prepared protocols.
prepare() { pgbench=$(ls /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1); $pgbench -i -q -s 1 >/dev/null 2>&1; }
run() {
  pgbench=$(ls /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1)
  for protocol in simple extended prepared; do
    $TRACED "$pgbench" -n -t 20 -c 1 --random-seed=7 --protocol=$protocol | grep -E "^(number|query|transaction type)"
  done
}
after() { psql -Atc "SELECT count(*), sum(abalance) FROM pgbench_accounts; SELECT sum(delta) FROM pgbench_history"; }
