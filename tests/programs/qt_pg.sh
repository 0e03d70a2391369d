# Qt SQL's driver for Postgres.
run() { $TRACED /usr/bin/python3 -B "$HERE/qt.py" QPSQL "$PGHOST" "$PGPORT" "$PGDATABASE" "$PGUSER" ""; }
