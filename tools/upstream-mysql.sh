# run_upstream-mysql [mariadb|mysql]: runs the unit tests of MySQL Connector/C++ with the packaged library, bare, linked with the objects of
# dbspan::mysqlclient, and with <dbspan/mysql_driver.h>. The same tests must pass, and there must be a span for every
# statement that the server logged. The server is MariaDB, or MySQL in a container.
run_upstream-mysql() {
  local server=${1:-mariadb} dir version
  [[ $server =~ ^(mariadb|mysql)$ ]] || die "there is no server '$server' to test Connector/C++ with; there are mariadb and mysql"
  enter_upstream
  "start_${server}_only"
  say "Connector/C++'s own tests"
  dir=$upstream_dir/mysql
  debian_source mysql-connector-c++ "$(codename)" "$dir"
  version=$(dpkg-query -W -f '${Version}' libmysqlcppconn-dev)
  quietly "dbspan and the tests of Connector/C++ ${version%-*}" build_upstream "$dir/dbspan" \
    -DDBSPAN_MYSQLCPPCONN_SOURCE="$dir/mysql-connector-c++" -DDBSPAN_PG=OFF -DDBSPAN_LIBPQ=OFF -DDBSPAN_REDIS=OFF
  python3 -B tests/upstream/forms.py connector "$dir" "${version%-*}" "$server" "$mysql_log"
}

# Each of these functions starts a server, sets mysql_log (the log of all statements) and exports DBSPAN_TEST_MYSQL_URL. The tests create
# users, read privileges, and expect a schema named test.
start_mariadb_only() {
  local mariadb_options=(--general-log=ON --general-log-file=general.log)
  start_only MYSQL
  mysql_log=$server_dir/mariadb/data/general.log
  mariadb --no-defaults --socket="$server_dir/mariadb/mariadb.sock" -u root -e \
    "CREATE DATABASE test; GRANT ALL ON *.* TO dbspan@'127.0.0.1' WITH GRANT OPTION"
}

start_mysql_only() {
  install_packages mariadb-client
  use_docker
  debian_image dbspan-mysql mysql.Dockerfile sid
  make_server_dir 1777
  mysql_log=$server_dir/general.log
  start_mysql_container --general-log=ON --general-log-file="$mysql_log"
  export DBSPAN_TEST_MYSQL_URL=$mysql_container_url
  mysql_at "$DBSPAN_TEST_MYSQL_URL" -e "CREATE DATABASE test"
}
