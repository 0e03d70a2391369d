# run_matrix-cell [mysqlclient|paths]: builds and tests in one container of `./run matrix`. Writes a row per set of servers to the file
# `matrix` in the build directory.
matrix_round=0
run_matrix-cell() {
  if [[ -n ${1:-} ]]; then
    "matrix_cell_$1"
    return
  fi
  build
  start_servers
  local failed=0
  matrix_tests "$(clients_here); $(servers_here)" || failed=1
  if command -v valkey-server >/dev/null; then
    start_redis valkey-server
    matrix_tests "Valkey $(redis-cli -u "$DBSPAN_TEST_REDIS_URL" INFO server | tr -d '\r' | sed -n 's/^valkey_version://p')" -R 'Redis' || failed=1
  fi
  if [[ -n ${DBSPAN_MATRIX_MYSQL_URL:-} ]]; then
    export DBSPAN_TEST_MYSQL_URL=$DBSPAN_MATRIX_MYSQL_URL
    matrix_tests "MySQL $(mysql_version_at "$DBSPAN_TEST_MYSQL_URL")" -R 'MySql' || failed=1
  fi
  return $failed
}

# For the container that has MySQL's own client library and no other client.
matrix_cell_mysqlclient() {
  build -DDBSPAN_PG=OFF -DDBSPAN_LIBPQ=OFF -DDBSPAN_REDIS=OFF -DDBSPAN_MYSQL=OFF -DDBSPAN_RECORDER=OFF -DDBSPAN_SDK=OFF -DDBSPAN_EXAMPLES=OFF -DDBSPAN_INSTALL=OFF
  # Other servers are not needed, and ctest must not start them.
  export DBSPAN_TEST_MYSQL_URL=${DBSPAN_MATRIX_MYSQL_URL:?} DBSPAN_TEST_PG_URL=none DBSPAN_TEST_REDIS_URL=none
  matrix_tests "libmysqlclient $(package_version libmysqlclient-dev); ${CXX:-c++} $("${CXX:-c++}" -dumpversion); MySQL $(MYSQL_PWD=dbspan-password \
    mysql --no-defaults -h 127.0.0.1 -P "$(port_of "$DBSPAN_TEST_MYSQL_URL")" -u dbspan -sNe 'SELECT version()')" -R MySql
}

# Builds and runs only the suite of tests/recorder that compares what the recorder and the API bring to a receiver.
matrix_cell_paths() {
  build_only recorder_paths_test
  start_servers
  matrix_tests "opentelemetry-cpp $(package_version opentelemetry-cpp-dev); ${CXX:-c++} $("${CXX:-c++}" -dumpversion)" \
    -R 'PathsTest|UsedRecorderTest|Paths/ExitTest'
}

# matrix_tests SERVERS [CTEST-OPTION…]
matrix_tests() {
  local what=$1 log=$build_dir/matrix-$((++matrix_round)).log status=0
  shift
  ctest --test-dir "$build_dir" --output-on-failure "$@" >"$log" 2>&1 || status=$?
  echo "$what | $(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\2 run, \1 failed/p' "$log")" \
    >>"$build_dir/matrix"
  ((status == 0)) || grep -E '^\s+[0-9]+ - ' "$log" >&2 || tail -n 20 "$log" >&2
  return $status
}

clients_here() {
  local package
  for package in libpqxx-dev libhiredis-dev libmysqlcppconn-dev libmariadb-dev opentelemetry-cpp-dev; do
    printf '%s %s, ' "${package%-dev}" "$(package_version "$package")"
  done | sed 's/, $//'
  printf '; %s %s' "${CXX:-c++}" "$("${CXX:-c++}" -dumpversion)"
}

# Prints the versions that the running servers report.
servers_here() {
  printf 'Postgres %s, ' "$(psql -XAtc 'SHOW server_version' "$DBSPAN_TEST_PG_URL" | cut -d' ' -f1)"
  printf 'Redis %s, ' "$(redis-cli -u "$DBSPAN_TEST_REDIS_URL" INFO server | tr -d '\r' | sed -n 's/^redis_version://p')"
  mysql_version_at "$DBSPAN_TEST_MYSQL_URL"
}

# Prints the version of the upstream software.
package_version() { dpkg-query -W -f '${Version}' "$1" | sed 's/^[0-9]*://; s/[-+].*//'; }
