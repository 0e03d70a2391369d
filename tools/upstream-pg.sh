# run_upstream-pg [RELEASE…]: runs libpqxx's own tests, bare, linked with the objects of dbspan::libpq, and with <dbspan/pqxx>. There must
# be a span for every statement that the server logged. The libpqxx of sid needs a compiler with <format>; if this machine has none, the
# tests run in a container of sid.
run_upstream-pg() {
  enter_upstream "$@"
  if [[ " ${releases[*]} " == *" sid "* ]] && ! compiles_format; then
    upstream_pg_in_sid
    return
  fi
  start_postgres_only
  say "libpqxx's own tests"
  local release failed=0
  for release in "${releases[@]}"; do upstream_libpqxx "$release" || failed=1; done
  return $failed
}

compiles_format() {
  "${CXX:-c++}" -std=c++20 -fsyntax-only -xc++ - <<<'#include <format>' 2>/dev/null
}

upstream_pg_in_sid() {
  use_docker
  debian_image dbspan-build:sid build.Dockerfile sid || die "the image of sid could not be built"
  run_in_container sid -v "$upstream_dir:/upstream" -e DBSPAN_UPSTREAM_DIR=/upstream dbspan-build:sid ./run upstream-pg "${releases[@]}"
}

start_postgres_only() {
  local postgres_options=(-c log_statement=all -c log_line_prefix=%e:%p:)
  start_only PG
  PGPORT=$(port_of "$DBSPAN_TEST_PG_URL")
  export PGHOST=127.0.0.1 PGPORT PGUSER=dbspan PGDATABASE=shop
}

# upstream_libpqxx RELEASE: builds that release's libpqxx from its source and dbspan with it, and runs the tests.
upstream_libpqxx() {
  local release=$1 dir=$upstream_dir/pqxx-$1 version native=
  debian_source libpqxx "$release" "$dir"
  version=$(cat "$dir/libpqxx/VERSION")
  quietly "libpqxx $version of $release" build_libpqxx "$dir" || return 1
  # This test does not compile if `pqxx` means dbspan::pqxx (docs/upstream.md).
  [[ $version == 6.* ]] || native=test_notification.cxx
  python3 tests/upstream/adapt_libpqxx.py "$dir/libpqxx/test" "$dir/adapted" || return 1
  quietly "dbspan and the tests on libpqxx $version" build_upstream "$dir/dbspan" -DLibpqxx_ROOT="$dir/prefix" \
    -DCMAKE_BUILD_RPATH="$dir/prefix/lib" -DDBSPAN_LIBPQXX_SOURCE="$dir/libpqxx" -DDBSPAN_LIBPQXX_ADAPTED="$dir/adapted" \
    -DDBSPAN_LIBPQXX_NATIVE="$native" -DDBSPAN_REDIS=OFF -DDBSPAN_MYSQL=OFF -DDBSPAN_MYSQLCLIENT=OFF || return 1
  python3 -B tests/upstream/forms.py libpqxx "$dir" "$version" "$release" "$server_dir/postgres.log"
}

build_libpqxx() {
  cmake -S "$1/libpqxx" -B "$1/library" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSKIP_BUILD_TEST=ON \
    -DBUILD_SHARED_LIBS=ON -DSKIP_PQXX_STATIC=ON -DBUILD_DOC=OFF -DCMAKE_INSTALL_PREFIX="$1/prefix" -DCMAKE_INSTALL_LIBDIR=lib \
    "${compiler_launcher[@]}" &&
    cmake --build "$1/library" && cmake --install "$1/library"
}
