# Lua's binding for Postgres.
run() {
  $TRACED lua5.1 -e '
    local connection = assert(require("luasql.postgres").postgres():connect(os.getenv("PGDATABASE")))
    assert(connection:execute("CREATE TEMPORARY TABLE items (id INT, name TEXT)"))
    print(connection:execute("INSERT INTO items VALUES (1, $$tea$$), (2, $$milk$$)"))
    local rows = connection:execute("SELECT name FROM items ORDER BY id")
    for i = 1, rows:numrows() do print(rows:fetch()) end
    rows:close()
    print(connection:execute("SELECT nothing"))
    connection:close()
  '
}
