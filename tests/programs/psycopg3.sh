# Python's psycopg 3, which calls libpq through ctypes.
run() {
  $TRACED /usr/bin/python3 - <<'PYTHON'
import psycopg

with psycopg.connect("") as connection:
    connection.execute("CREATE TEMPORARY TABLE items (id INT, name TEXT)")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO items VALUES (%s, %s)", [(i, f"item {i}") for i in range(12)])
        print(cursor.rowcount)
        with cursor.copy("COPY items FROM STDIN") as copy:
            copy.write_row((99, "copied"))
    for number in range(8):  # psycopg prepares the statement from the sixth execution on
        print(connection.execute("SELECT name FROM items WHERE id = %s", (number,)).fetchone())
    try:
        with connection.transaction():
            connection.execute("SELECT 1 / 0")
    except psycopg.errors.DivisionByZero as error:
        print(error.sqlstate, error)
    print(connection.execute("SELECT count(*) FROM items", binary=True).fetchone())
PYTHON
}
