# run_upstream-redis [RELEASE…]: runs hiredis's own test program, bare, with <dbspan/hiredis.h> and linked with the objects of
# dbspan::hiredis. The same tests must pass, and there must be a span for every command that the server counted.
run_upstream-redis() {
  enter_upstream
  start_only REDIS
  say "hiredis's own tests"
  local release failed=0
  for release in "${@:-bookworm trixie}"; do
    for one in $release; do upstream_hiredis "$one" || failed=1; done
  done
  printf '\n%-10s %-8s %-12s %-7s %-7s %-9s %s\n' \
    hiredis from form passed failed commands "in spans" >&2
  printf '%s\n' "${upstream_rows[@]}" >&2
  return $failed
}

# upstream_hiredis RELEASE: builds that release's hiredis from its source and dbspan with it, and runs the test program.
upstream_hiredis() {
  local release=$1 dir=$upstream_dir/$1 prefix=$upstream_dir/$1/prefix version
  mkdir -p "$dir"
  debian_source hiredis "$release" "$dir"
  version=$(sed -n 's/^#define HIREDIS_\(MAJOR\|MINOR\|PATCH\) //p' "$dir/hiredis/hiredis.h" | paste -sd.)
  quietly "hiredis $version of $release" make -s -C "$dir/hiredis" PREFIX="$prefix" LIBRARY_PATH=lib install || return 1
  quietly "dbspan and test.c on hiredis $version" build_on_hiredis "$dir" "$prefix" || return 1
  run_hiredis_test "$dir" "$version" "$release" bare
  local bare_commands=$commands
  # 0.14's test.c writes a command to the socket itself, once over TCP and once over the unix socket.
  local past_hiredis=0
  ! grep -q 'write(c->fd' "$dir/hiredis/test.c" || past_hiredis=2
  local form
  for form in swapped symbols; do
    run_hiredis_test "$dir" "$version" "$release" $form
    # A test that fails because of this machine also fails bare, so the lists must be equal.
    diff <(verdicts "$dir/test-bare.log") <(verdicts "$dir/test-$form.log") >&2 || return 1
    # If a client closes its connection right after its last command, the server may not execute that command. It then counts one less
    # than bare.
    ((in_spans + past_hiredis == commands || in_spans + past_hiredis == bare_commands)) || return 1
  done
}

verdicts() { grep -oE '^#[0-9]+ .*(PASSED|FAILED|SKIPPED)' "$1"; }

build_on_hiredis() {
  configure_upstream "$1/dbspan" -DLibhiredis_ROOT="$2" -DCMAKE_BUILD_RPATH="$2/lib" \
    -DDBSPAN_HIREDIS_SOURCE="$1/hiredis" -DDBSPAN_PG=OFF -DDBSPAN_LIBPQ=OFF -DDBSPAN_MYSQL=OFF -DDBSPAN_MYSQLCLIENT=OFF &&
    cmake --build "$1/dbspan"
}

# run_hiredis_test DIR VERSION RELEASE FORM: sets passed, failed_tests, commands, in_spans.
run_hiredis_test() {
  local dir=$1 version=$2 release=$3 form=$4 port=${DBSPAN_TEST_REDIS_URL##*:} log=$1/test-$4.log status=0
  redis-cli -p "$port" CONFIG RESETSTAT >/dev/null
  (cd "$dir/hiredis" && DBSPAN_SPAN_COUNT="$dir/spans-$form" timeout 120 "$dir/dbspan/tests/upstream/hiredis_test_$form" \
    -h 127.0.0.1 -p "$port" -s "$server_dir/redis/redis.sock") >"$log" 2>&1 || status=$?
  passed=$(verdicts "$log" | grep -c PASSED || true)
  failed_tests=$(verdicts "$log" | grep -c FAILED || true)
  # Excludes the commands that redis-cli sent itself.
  commands=$(redis-cli -p "$port" INFO commandstats | tr -d '\r' |
    awk -F'[:=,]' '/^cmdstat_/ && $1 !~ /config.resetstat/ { sum += $3 } END { print sum - 0 }')
  in_spans=$(awk '$1 == "commands" { print $2 }' "$dir/spans-$form")
  ((status == 0)) || note "$form: exit status $status"
  local shown=$in_spans
  [[ $form != bare ]] || shown=-
  upstream_rows+=("$(printf '%-10s %-8s %-12s %-7s %-7s %-9s %s' \
    "$version" "$release" "$form" "$passed" "$failed_tests" "$commands" "$shown")")
}
