# GDAL: copies rows of a file to a table, and back.
prepare() {
  psql -qc "DROP TABLE IF EXISTS places" 2>/dev/null
  printf 'name,people\nBonn,330\nKöln,1080\n"O'"'"'Hara",1\n' >places.csv
}
run() {
  $TRACED ogr2ogr -f PostgreSQL "PG:dbname=$PGDATABASE" places.csv -lco GEOMETRY_NAME=none -nln places
  $TRACED ogrinfo -q "PG:dbname=$PGDATABASE" -sql "SELECT name, people FROM places ORDER BY 1"
  $TRACED ogr2ogr -f CSV /vsistdout/ "PG:dbname=$PGDATABASE" places
}
after() { psql -Atc "SELECT * FROM places"; psql -qc "DROP TABLE IF EXISTS places"; }
