# GDAL: copies rows of a file to a table, and back.
mariadb_at() { mariadb --no-defaults --skip-ssl -h "$MYSQL_HOST" -P "$MYSQL_TCP_PORT" -u "$MYSQL_USER" -p"$MYSQL_PASSWORD" "$MYSQL_DATABASE" -e "$1"; }
prepare() {
  mariadb_at "DROP TABLE IF EXISTS places, geometry_columns, spatial_ref_sys"
  printf %s "MySQL:$MYSQL_DATABASE,host=$MYSQL_HOST,port=$MYSQL_TCP_PORT,user=$MYSQL_USER,password=$MYSQL_PASSWORD" >connection
  printf 'name,people\nBonn,330\nKoln,1080\n"OHara",1\n' >places.csv
}
run() {
  $TRACED ogr2ogr -f MySQL "$(cat connection)" places.csv -nln places -overwrite
  $TRACED ogrinfo -q "$(cat connection)" -sql "SELECT name, people FROM places ORDER BY 1"
  $TRACED ogr2ogr -f CSV /vsistdout/ "$(cat connection)" places
}
after() { mariadb_at "SELECT name, people FROM places"; }
