# run_upstream-mysql [mariadb|mysql]: the unit tests of MySQL Connector/C++ on the packaged library, bare, with the objects of
# dbspan::mysqlclient in front of the C API, and by <dbspan/mysql_driver.h>; how many pass, and whether the spans account for
# the statements that the server logged. The server is MariaDB, or MySQL in a container.
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

# Each sets mysql_log, where every statement is logged, and exports DBSPAN_TEST_MYSQL_URL. The tests create users and look at
# privileges, and expect a schema named test.
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
    # The ported tests read a file beside them. That some fail is no news: the lists have to be the same.
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
    # PREPARE: what was refused before there was anything to execute.
    in_spans=$(sum_counts '$1 == "spans" { n += $2 } $2 ~ /^(CONNECT|PING|PREPARE)$/ { n -= $NF }' "${counts[@]}")
    # Refused by the client library, because something else was to be read first.
    unsent=$(sum_counts '$1 == "status" && $2 == 2014 { n += $3 }' "${counts[@]}")
    # Two statements find their connection killed, and so never arrive; two arrive as part of connecting
    # (MYSQL_INIT_COMMAND). The difference is nothing.
    more=$((in_spans - unsent - statements))
    unlogged=0
    # MySQL does not log what its parser refuses; some of that was refused when it was prepared.
    [[ $server == mariadb ]] || unlogged=$(sum_counts '$1 == "status" && $2 ~ /^(1064|1103|1221|1818)$/ { n += $3 }' "${counts[@]}")
    ((more >= 0 && more <= unlogged)) || status=1
    diff "$dir/verdicts-bare" "$dir/verdicts-$form" >&2 || status=1
  fi
  upstream_rows+=("$(printf '%-11s %-8s %-7s %-7s %-11s %-8s %s' \
    "$version" "$form" "$passed" "$failed" "$statements" "$in_spans" "$unsent")")
  return $status
}

verdicts_of_mysql() { grep -aoE '^(ok|not ok) [0-9]+ - [A-Za-z0-9_:]+|^exit status.*' "$1"; }

# sum_counts PROGRAM FILE…: what the awk program adds up to n.
sum_counts() {
  local program=$1
  shift
  awk "$program END { print n - 0 }" "$@"
}
