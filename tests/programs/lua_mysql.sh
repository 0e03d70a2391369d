# Lua's binding for MySQL.
run() {
  $TRACED lua5.1 -e '
    local connection = assert(require("luasql.mysql").mysql():connect(os.getenv("MYSQL_DATABASE"), os.getenv("MYSQL_USER"),
      os.getenv("MYSQL_PASSWORD"), os.getenv("MYSQL_HOST"), tonumber(os.getenv("MYSQL_TCP_PORT"))))
    assert(connection:execute("CREATE TEMPORARY TABLE items (id INT, name TEXT)"))
    print(connection:execute("INSERT INTO items VALUES (1, \"tea\"), (2, \"milk\")"))
    local rows = connection:execute("SELECT name FROM items ORDER BY id")
    print(rows:fetch(), rows:fetch())
    rows:close()
    print(connection:execute("SELECT nothing"))
    connection:close()
  '
}
