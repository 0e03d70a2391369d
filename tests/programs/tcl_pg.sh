# Tcl's binding for Postgres.
run() {
  $TRACED tclsh <<'TCL'
package require Pgtcl
set connection [pg_connect -conninfo ""]
pg_result [pg_exec $connection "CREATE TEMPORARY TABLE items (id INT, name TEXT)"] -clear
pg_result [pg_exec $connection {INSERT INTO items VALUES ($1, $2)} 1 tea] -clear
pg_select $connection "SELECT * FROM items" row { puts "$row(id) $row(name)" }
set result [pg_exec $connection "SELECT nothing"]
puts [pg_result $result -error]
pg_result $result -clear
pg_disconnect $connection
TCL
}
