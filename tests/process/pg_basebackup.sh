# pg_basebackup streams the write-ahead log in a process that it forks after it has used libpq.
set -eu
bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/pg_basebackup | sort -V | tail -n 1)")
$PROCESS_RUN "$bin/pg_basebackup" -X stream -c fast -d "${DBSPAN_TEST_PG_URL%/*}/postgres" -D backup
echo "ended with $?"
ls backup | head -n 3
