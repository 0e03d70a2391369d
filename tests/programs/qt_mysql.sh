# Qt SQL's driver for MySQL.
run() { $TRACED /usr/bin/python3 -B "$HERE/qt.py" QMYSQL "$MYSQL_HOST" "$MYSQL_TCP_PORT" "$MYSQL_DATABASE" "$MYSQL_USER" "$MYSQL_PASSWORD"; }
