# pg_basebackup streams the log in a process that is forked after first use.
set -eu
bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/pg_basebackup | sort -V | tail -n 1)")
$PROCESS_RUN "$bin/pg_basebackup" -X stream -c fast -d "${DBSPAN_TEST_PG_URL%/*}/postgres" -D backup
echo "ended with $?"
ls backup | head -n 3
