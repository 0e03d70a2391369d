# Python's psycopg 2, a module that is linked with libpq.
run() {
  $TRACED /usr/bin/python3 - <<'PYTHON'
import io
import psycopg2
import psycopg2.extras

connection = psycopg2.connect("")
cursor = connection.cursor()
cursor.execute("CREATE TEMPORARY TABLE items (id SERIAL, name TEXT, n INT)")
cursor.executemany("INSERT INTO items (name, n) VALUES (%s, %s)", [("tea", 1), ("milk", None), ("O'Hara", 3)])
psycopg2.extras.execute_values(cursor, "INSERT INTO items (name, n) VALUES %s", [("x", i) for i in range(250)])
cursor.execute("UPDATE items SET n = n + 1 WHERE id > %s", (100,))
print(cursor.rowcount)
connection.commit()
cursor.copy_from(io.StringIO("a\t7\nb\t\\N\n"), "items", columns=("name", "n"))
output = io.StringIO()
cursor.copy_expert("COPY (SELECT name, n FROM items ORDER BY id DESC LIMIT 3) TO STDOUT", output)
print(output.getvalue())
for wrong in ("SELEC 1", "SELECT nothing", "SELECT 1 / 0"):
    try:
        cursor.execute(wrong)
    except psycopg2.Error as error:
        print(error.pgcode, error.pgerror)
    connection.rollback()
with connection, connection.cursor("named") as rows:
    rows.itersize = 20
    rows.execute("SELECT g FROM generate_series(1, 70) g")
    print(sum(row[0] for row in rows))
large = connection.lobject(0, "wb")
large.write(b"x" * 5000)
large.close()
connection.rollback()
print(connection.notices, connection.status)
connection.close()
PYTHON
}
