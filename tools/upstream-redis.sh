# run_upstream-redis [RELEASE…]: runs hiredis's own test program, bare, with <dbspan/hiredis.h> and linked with the objects of
# dbspan::hiredis. The same tests must pass, and there must be a span for every command that the server counted.
run_upstream-redis() {
  enter_upstream "$@"
  start_only REDIS
  say "hiredis's own tests"
  local release failed=0
  for release in "${releases[@]}"; do upstream_hiredis "$release" || failed=1; done
  return $failed
}

# upstream_hiredis RELEASE: builds that release's hiredis from its source and dbspan with it, and runs the test program.
upstream_hiredis() {
  local release=$1 dir=$upstream_dir/$1 prefix=$upstream_dir/$1/prefix version
  debian_source hiredis "$release" "$dir"
  version=$(sed -n 's/^#define HIREDIS_\(MAJOR\|MINOR\|PATCH\) //p' "$dir/hiredis/hiredis.h" | paste -sd.)
  quietly "hiredis $version of $release" make -s -C "$dir/hiredis" PREFIX="$prefix" LIBRARY_PATH=lib install || return 1
  quietly "dbspan and test.c on hiredis $version" build_upstream "$dir/dbspan" -DLibhiredis_ROOT="$prefix" \
    -DCMAKE_BUILD_RPATH="$prefix/lib" -DDBSPAN_HIREDIS_SOURCE="$dir/hiredis" \
    -DDBSPAN_PG=OFF -DDBSPAN_LIBPQ=OFF -DDBSPAN_MYSQL=OFF -DDBSPAN_MYSQLCLIENT=OFF || return 1
  python3 -B tests/upstream/forms.py hiredis "$dir" "$version" "$release"
}
