# PHP, which loads its modules with RTLD_DEEPBIND.
run() {
  $TRACED php -r '
    $connection = pg_connect("");
    pg_query($connection, "CREATE TEMPORARY TABLE items (id INT, name TEXT)");
    pg_prepare($connection, "add", "INSERT INTO items VALUES (\$1, \$2)");
    for ($i = 0; $i < 4; ++$i) pg_execute($connection, "add", [$i, "item $i"]);
    var_dump(pg_fetch_all(pg_query_params($connection, "SELECT * FROM items WHERE id > \$1", [1])));
    var_dump(@pg_query($connection, "SELECT nothing"), pg_last_error($connection));
    pg_send_query($connection, "SELECT 1; SELECT 2");
    while ($result = pg_get_result($connection)) var_dump(pg_fetch_row($result));
    pg_close($connection);
  '
}
