# PHP, which loads its modules with RTLD_DEEPBIND.
set -eu
$PROCESS_RUN php -r '
  $connection = pg_connect(getenv("DBSPAN_TEST_PG_URL"));
  var_dump(pg_fetch_all(pg_query_params($connection, "SELECT \$1::int + 1 AS n", [80])));
  var_dump(@pg_query($connection, "SELECT nothing"));
  pg_close($connection);
'
