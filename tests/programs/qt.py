# Uses Qt SQL through its Python binding: qt.py DRIVER HOST PORT DATABASE USER PASSWORD
import sys

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtSql import QSqlDatabase, QSqlQuery, QSqlTableModel

driver, host, port, database, user, password = sys.argv[1:]
application = QCoreApplication([])
connection = QSqlDatabase.addDatabase(driver)
connection.setHostName(host)
connection.setPort(int(port))
connection.setDatabaseName(database)
connection.setUserName(user)
connection.setPassword(password)
if not connection.open():
    sys.exit(connection.lastError().text())
query = QSqlQuery()
query.exec_("DROP TABLE IF EXISTS qt_items")
query.exec_("CREATE TABLE qt_items (id INT PRIMARY KEY, name VARCHAR(20))")
query.prepare("INSERT INTO qt_items VALUES (:id, :name)")
for number in range(3):
    query.bindValue(":id", number)
    query.bindValue(":name", f"item {number}")
    print(query.exec_(), query.numRowsAffected())
print(query.exec_(), query.lastError().nativeErrorCode())
query.exec_("SELECT id, name FROM qt_items ORDER BY id")
while query.next():
    print(query.value(0), query.value(1))
print(query.exec_("SELECT nothing"), query.lastError().nativeErrorCode())
print(connection.transaction(), query.exec_("DELETE FROM qt_items"), connection.rollback())
query.setForwardOnly(True)
query.exec_("SELECT count(*) FROM qt_items")
print(query.next(), query.value(0))
query.finish()
print(query.exec_("DROP TABLE qt_items"))
del query
connection.close()
