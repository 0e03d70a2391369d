# run_upstream-pg [RELEASE…]: runs libpqxx's own tests, bare, linked with the objects of dbspan::libpq, and with <dbspan/pqxx>. There must
# be a span for every statement that the server logged. The libpqxx of sid needs a compiler with <format>; if this machine has none, the
# tests run in a container of sid.
run_upstream-pg() {
  enter_upstream
  if [[ " $* " == *" sid "* ]] && ! compiles_format; then
    upstream_pg_in_sid "$@"
    return
  fi
  start_postgres_only
  say "libpqxx's own tests"
  local release failed=0
  local releases=("$@")
  ((${#releases[@]})) || releases=(bookworm trixie)
  for release in "${releases[@]}"; do upstream_libpqxx "$release" || failed=1; done
  printf '\n%-8s %-9s %-9s %-6s %-7s %-7s %-11s %s\n' libpqxx from form files passed failed statements spans >&2
  printf '%s\n' "${upstream_rows[@]}" >&2
  return $failed
}

compiles_format() {
  "${CXX:-c++}" -std=c++20 -fsyntax-only -xc++ - <<<'#include <format>' 2>/dev/null
}

upstream_pg_in_sid() {
  use_docker
  debian_image dbspan-build:sid build.Dockerfile sid || die "the image of sid could not be built"
  run_in_container sid -v "$upstream_dir:/upstream" -e DBSPAN_UPSTREAM_DIR=/upstream dbspan-build:sid ./run upstream-pg "$@"
}

start_postgres_only() {
  local postgres_options="-c log_statement=all -c log_line_prefix=%e:%p:"
  start_only PG
  local url=${DBSPAN_TEST_PG_URL#postgresql://*@}
  export PGHOST=${url%%:*} PGUSER=dbspan PGDATABASE=shop
  url=${url#*:}
  export PGPORT=${url%%/*}
}

# upstream_libpqxx RELEASE: builds that release's libpqxx from its source and dbspan with it, and runs the tests.
upstream_libpqxx() {
  local release=$1 dir=$upstream_dir/pqxx-$1 version form failed=0
  mkdir -p "$dir"
  (debian_source libpqxx "$release" "$dir") || { upstream_rows+=("-        $release: its source cannot be had"); return 1; }
  version=$(cat "$dir/libpqxx/VERSION")
  quietly "libpqxx $version of $release" build_libpqxx "$dir" || return 1
  quietly "dbspan and the tests on libpqxx $version" build_on_libpqxx "$dir" || return 1
  for form in bare libpq explicit; do run_libpqxx_tests "$dir" "$version" "$release" $form || failed=1; done
  return $failed
}

build_libpqxx() {
  cmake -S "$1/libpqxx" -B "$1/library" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSKIP_BUILD_TEST=ON \
    -DBUILD_SHARED_LIBS=ON -DSKIP_PQXX_STATIC=ON -DBUILD_DOC=OFF -DCMAKE_INSTALL_PREFIX="$1/prefix" -DCMAKE_INSTALL_LIBDIR=lib \
    "${compiler_launcher[@]}" &&
    cmake --build "$1/library" && cmake --install "$1/library"
}

build_on_libpqxx() {
  local native=
  # This test does not compile if `pqxx` means dbspan::pqxx (docs/upstream.md).
  [[ $(cat "$1/libpqxx/VERSION") == 6.* ]] || native=test_notification.cxx
  python3 tests/upstream/adapt_libpqxx.py "$1/libpqxx/test" "$1/adapted" || return 1
  configure_upstream "$1/dbspan" -DLibpqxx_ROOT="$1/prefix" -DCMAKE_BUILD_RPATH="$1/prefix/lib" \
    -DDBSPAN_LIBPQXX_SOURCE="$1/libpqxx" -DDBSPAN_LIBPQXX_ADAPTED="$1/adapted" -DDBSPAN_LIBPQXX_NATIVE="$native" \
    -DDBSPAN_REDIS=OFF -DDBSPAN_MYSQL=OFF -DDBSPAN_MYSQLCLIENT=OFF &&
    cmake --build "$1/dbspan"
}

# run_libpqxx_tests DIR VERSION RELEASE FORM
run_libpqxx_tests() {
  local dir=$1 version=$2 release=$3 form=$4 log=$1/test-$4.log server_log=$server_dir/postgres.log
  local program status=0 before passed failed statements spans=0
  before=$(wc -l <"$server_log")
  : >"$log"
  for program in "$dir"/dbspan/tests/upstream/pqxx_*_"$form"; do
    # The program may leave files in its working directory.
    (cd "$dir" && DBSPAN_SPAN_COUNT="$dir/spans-$form" DBSPAN_TRANSACTION_SPANS=on timeout 600 "$program") \
      >>"$log" 2>&1 || status=$?
    [[ $form == bare ]] || spans=$((spans + $(awk '$1 == "spans" { print $2 }' "$dir/spans-$form")))
  done
  tail -n +$((before + 1)) "$server_log" >"$dir/server-$form.log"
  # The log has a line per test; from libpqxx 8 on it has the number of tests instead.
  failed=$(awk '/FAILED/ { ++count } /^\*\*\* [0-9]+ test.s. failed/ { count += $2 } END { print count - 0 }' "$log")
  passed=$(($(awk '/^Running|^  *test/ { ++count } /^Ran [0-9]+ tests?\.$/ { count += $2 } END { print count - 0 }' "$log") - failed))
  statements=$(count_statements "$dir/server-$form.log")
  ((status == 0)) || note "$form: exit status $status"
  [[ $form != libpq || $spans == "$statements" ]] || status=1
  [[ $form != bare ]] || spans=-
  upstream_rows+=("$(printf '%-8s %-9s %-9s %-6s %-7s %-7s %-11s %s' \
    "$version" "$release" "$form" "$(count_compiled "$dir" "$form")" "$passed" "$failed" "$statements" "$spans")")
  return $status
}

# count_compiled DIR FORM: prints the number of compiled test files. The bare form and the libpq form share their objects.
count_compiled() {
  local suffix=
  [[ $2 != explicit ]] || suffix=_explicit
  find "$1/dbspan/tests/upstream" -regex ".*/pqxx_\(test\|unit\)$suffix\.dir/.*\.o" | wc -l
}

# Prints the number of statements that the server logged, plus those that it refused before logging them: texts that it could not parse,
# prepared statements that were unknown, existed already or got the wrong number of values, and fast-path calls in a failed transaction.
count_statements() {
  awk '/^[0-9A-Z]+:[0-9]+:LOG:  (statement|execute [^:]*|fastpath function call): / { ++count }
    /^(42601|26000|42P05|08P01):[0-9]+:ERROR:  / { ++count }
    called && !/:STATEMENT:  / { ++count }
    { called = /^25P02:[0-9]+:ERROR:  / }
    END { print count - 0 }' "$1"
}
