# unixODBC's isql with the driver of Postgres.
prepare() {
  driver=$(find /usr/lib -name psqlodbcw.so | head -n 1)
  printf '[shop]\nDriver=%s\nServername=%s\nPort=%s\nDatabase=%s\nUsername=%s\n' \
    "$driver" "$PGHOST" "$PGPORT" "$PGDATABASE" "$PGUSER" >odbc.ini
}
run() {
  ODBCINI=$PWD/odbc.ini $TRACED isql shop -b -c -d, <<'SQL'
CREATE TEMPORARY TABLE items (id INT, name TEXT)
INSERT INTO items VALUES (1, 'tea'), (2, 'milk')
SELECT * FROM items ORDER BY id
UPDATE items SET name = 'x' WHERE id > 1
SELECT nothing
SELECT count(*) FROM items
SQL
}
