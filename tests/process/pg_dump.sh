# pg_dump and pg_restore with two jobs, which are processes that they fork after they have used libpq.
set -eu
export PGOPTIONS='-c client_min_messages=warning'
bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/pg_dump | sort -V | tail -n 1)")
database=$PROCESS_NAME
psql -XAtq "$DBSPAN_TEST_PG_URL" -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database"
url=${DBSPAN_TEST_PG_URL%/*}/$database
psql -XAtq "$url" -c "CREATE TABLE a AS SELECT g FROM generate_series(1, 1000) g" -c "CREATE TABLE b AS SELECT g FROM generate_series(1, 1000) g"
$PROCESS_RUN "$bin/pg_dump" -j2 -Fd -f dump -d "$url"
echo "dumped $?"
psql -XAtq "$url" -c "DROP TABLE a, b"
$PROCESS_RUN "$bin/pg_restore" -j2 -d "$url" dump
echo "restored $?"
psql -XAtq "$url" -c "SELECT count(*) FROM a, b"
psql -XAtq "$DBSPAN_TEST_PG_URL" -c "DROP DATABASE $database"
