# unixODBC's isql with the driver of MariaDB.
prepare() {
  driver=$(find /usr/lib -name libmaodbc.so | head -n 1)
  printf '[shop]\nDriver=%s\nSERVER=%s\nPORT=%s\nDATABASE=%s\nUSER=%s\nPASSWORD=%s\n' \
    "$driver" "$MYSQL_HOST" "$MYSQL_TCP_PORT" "$MYSQL_DATABASE" "$MYSQL_USER" "$MYSQL_PASSWORD" >odbc.ini
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
