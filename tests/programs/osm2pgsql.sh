# osm2pgsql: writes a map to tables, by COPY on several connections.
prepare() {
  psql -qc "DROP TABLE IF EXISTS planet_osm_point, planet_osm_line, planet_osm_polygon, planet_osm_roads; CREATE EXTENSION IF NOT EXISTS postgis" 2>/dev/null
  cat >map.osm <<'OSM'
<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
  <node id="1" version="1" lat="50.7" lon="7.1"><tag k="amenity" v="cafe"/><tag k="name" v="Tea"/></node>
  <node id="2" version="1" lat="50.8" lon="7.1"/>
  <node id="3" version="1" lat="50.8" lon="7.2"/>
  <way id="1" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/></way>
  <way id="2" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
</osm>
OSM
}
run() { $TRACED osm2pgsql --create -d "$PGDATABASE" --log-level=warn --number-processes 1 map.osm; }
after() {
  psql -Atc "SELECT osm_id, name FROM planet_osm_point; SELECT count(*) FROM planet_osm_line; SELECT count(*) FROM planet_osm_polygon"
  psql -qc "DROP TABLE planet_osm_point, planet_osm_line, planet_osm_polygon, planet_osm_roads"
}
