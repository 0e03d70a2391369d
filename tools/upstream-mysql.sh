# run_upstream-mysql [mariadb|mysql]: runs the unit tests of MySQL Connector/C++ with the packaged library, bare, linked with the objects of
# dbspan::mysqlclient, and with <dbspan/mysql_driver.h>. The same tests must pass, and there must be a span for every
# statement that the server logged. The server is MariaDB, or MySQL in a container.
run_upstream-mysql() {
  local server=${1:-mariadb} dir form version failed=0
  [[ $server =~ ^(mariadb|mysql)$ ]] || die "there is no server '$server' to test Connector/C++ with; there are mariadb and mysql"
  enter_upstream
  "start_${server}_only"
  say "Connector/C++'s own tests"
  dir=$upstream_dir/mysql
  mkdir -p "$dir"
  debian_source mysql-connector-c++ "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$dir"
  version=$(dpkg-query -W -f '${Version}' libmysqlcppconn-dev)
  quietly "dbspan and the tests of Connector/C++ ${version%-*}" build_mysql_tests "$dir" || return 1
  for form in bare capi header; do run_mysql_tests "$dir" "${version%-*}" $form || failed=1; done
  printf '\n%-11s %-8s %-7s %-7s %-11s %-8s %s\n' connector form passed failed statements "in spans" "spans of nothing sent" >&2
  printf '%s\n' "${upstream_rows[@]}" >&2
  return $failed
}

# Each of these functions starts a server, sets mysql_log (the log of all statements) and exports DBSPAN_TEST_MYSQL_URL. The tests create
# users, read privileges, and expect a schema named test.
start_mariadb_only() {
  local mariadb_options="--general-log=ON --general-log-file=general.log"
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

build_mysql_tests() {
  configure_upstream "$1/dbspan" -DDBSPAN_MYSQLCPPCONN_SOURCE="$1/mysql-connector-c++" -DDBSPAN_PG=OFF -DDBSPAN_LIBPQ=OFF -DDBSPAN_REDIS=OFF &&
    cmake --build "$1/dbspan"
}

# run_mysql_tests DIR VERSION FORM
run_mysql_tests() {
  local dir=$1 version=$2 form=$3 log=$1/test-$3.log server_log=$mysql_log
  local address=${DBSPAN_TEST_MYSQL_URL#*@} program status=0 before passed failed statements counts=() in_spans=- unsent=- more unlogged
  before=$(wc -l <"$server_log")
  : >"$log"
  for program in "$dir"/dbspan/tests/upstream/mysqlcppconn_*_"$form"; do
    counts+=("$dir/spans-${program##*/}")
    # The ported tests read a file in their directory. Some tests fail bare as well; only the lists of failures must be equal.
    (cd "$dir/mysql-connector-c++/test/CJUnitTestsPort" && DBSPAN_SPAN_COUNT="$dir/spans-${program##*/}" \
      DBSPAN_TRANSACTION_SPANS=on DBSPAN_CONNECT_SPANS=on timeout 600 "$program" \
      "tcp://${address%/*}" dbspan dbspan-password test) >>"$log" 2>&1 || status=$?
    program=${program##*/}
    echo "exit status of ${program%_*}: $status" >>"$log"
    status=0
  done
  tail -n +$((before + 1)) "$server_log" >"$dir/server-$form.log"
  verdicts_of_mysql "$log" >"$dir/verdicts-$form"
  passed=$(grep -c '^ok' "$dir/verdicts-$form" || true)
  failed=$(grep -c '^not ok' "$dir/verdicts-$form" || true)
  statements=$(grep -caE $'\t *[0-9]+ (Query|Execute)\t' "$dir/server-$form.log")
  if [[ $form != bare ]]; then
    # A span PREPARE is a statement that the server refused to prepare, so it was never executed.
    in_spans=$(sum_counts '$1 == "spans" { n += $2 } $2 ~ /^(CONNECT|PING|PREPARE)$/ { n -= $NF }' "${counts[@]}")
    # Error 2014: the client library refused to send the statement, because another result must be read first.
    unsent=$(sum_counts '$1 == "status" && $2 == 2014 { n += $3 }' "${counts[@]}")
    # Two statements never arrive, because their connection was killed, and two others arrive as part of connecting
    # (MYSQL_INIT_COMMAND), so the difference is 0.
    more=$((in_spans - unsent - statements))
    unlogged=0
    # MySQL does not log statements that its parser refuses. Some of these were refused at PREPARE and are not counted in in_spans.
    [[ $server == mariadb ]] || unlogged=$(sum_counts '$1 == "status" && $2 ~ /^(1064|1103|1221|1818)$/ { n += $3 }' "${counts[@]}")
    ((more >= 0 && more <= unlogged)) || status=1
    diff "$dir/verdicts-bare" "$dir/verdicts-$form" >&2 || status=1
  fi
  upstream_rows+=("$(printf '%-11s %-8s %-7s %-7s %-11s %-8s %s' \
    "$version" "$form" "$passed" "$failed" "$statements" "$in_spans" "$unsent")")
  return $status
}

verdicts_of_mysql() { grep -aoE '^(ok|not ok) [0-9]+ - [A-Za-z0-9_:]+|^exit status.*' "$1"; }

# sum_counts PROGRAM FILE…: prints the sum that the awk program computes in its variable n.
sum_counts() {
  local program=$1
  shift
  awk "$program END { print n - 0 }" "$@"
}
