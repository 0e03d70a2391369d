# Python's mysqlclient (MySQLdb).
run() {
  $TRACED /usr/bin/python3 - <<'PYTHON'
import os
import MySQLdb
import MySQLdb.cursors

connection = MySQLdb.connect(host=os.environ["MYSQL_HOST"], port=int(os.environ["MYSQL_TCP_PORT"]), user=os.environ["MYSQL_USER"],
                             passwd=os.environ["MYSQL_PASSWORD"], db=os.environ["MYSQL_DATABASE"])
cursor = connection.cursor()
cursor.execute("CREATE TEMPORARY TABLE items (id INT PRIMARY KEY, name VARCHAR(20))")
print(cursor.executemany("INSERT INTO items VALUES (%s, %s)", [(i, f"item {i}") for i in range(20)]))
print(cursor.execute("UPDATE items SET name = %s WHERE id > %s", ("x", 10)))
connection.commit()
for wrong in ("SELEC 1", "SELECT nothing", "INSERT INTO items VALUES (1, 'again')"):
    try:
        cursor.execute(wrong)
    except MySQLdb.Error as error:
        print(error.args)
connection.rollback()
rows = connection.cursor(MySQLdb.cursors.SSCursor)
rows.execute("SELECT id FROM items ORDER BY id")
print(sum(row[0] for row in rows))
rows.close()
cursor.execute("SELECT 1")
print(cursor.fetchall(), cursor.nextset())
connection.ping()
connection.close()
PYTHON
}
