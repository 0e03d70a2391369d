# run_matrix [SUITE…]: builds and runs all tests in containers: suites of Debian with their clients, both compilers, the suite's
# own servers, and MySQL itself. Prints one table at the end; a cell that could not run is a row with the reason.
run_matrix() {
  use_docker
  say "The matrix"
  local suite compiler failed=0 mysql_url=
  matrix_rows=()
  if debian_image dbspan-mysql mysql.Dockerfile sid; then
    start_mysql_container
    mysql_url=$mysql_container_url
  else
    matrix_rows+=("- | - | MySQL | not run: its image could not be built")
    failed=1
  fi
  local suites=("$@")
  ((${#suites[@]})) || suites=(bookworm trixie sid)
  for suite in "${suites[@]}"; do
    if ! debian_image "dbspan-build:$suite" build.Dockerfile "$suite"; then
      matrix_rows+=("$suite | - | - | not run: the image could not be built")
      failed=1
      continue
    fi
    for compiler in ${DBSPAN_MATRIX_COMPILERS:-g++ clang++}; do
      matrix_cell "dbspan-build:$suite" "$suite" "$compiler" "$mysql_url" || failed=1
      [[ $suite == sid ]] || continue
      matrix_mysqlclient "$compiler" "$mysql_url" || failed=1
    done
  done
  { echo "suite | compiler | clients and servers | tests" && printf '%s\n' "${matrix_rows[@]}"; } |
    column -t -s '|' -o '|' >&2
  return $failed
}

# Runs the tests of the C API with MySQL's own client library.
matrix_mysqlclient() {
  if debian_image dbspan-mysqlclient mysqlclient.Dockerfile sid; then
    matrix_cell dbspan-mysqlclient sid "$1" "$2" mysqlclient
  else
    matrix_rows+=("sid | $1 | libmysqlclient | not run: its image could not be built")
    return 1
  fi
}

# matrix_cell IMAGE SUITE COMPILER MYSQL-URL [mysqlclient]: runs one build and its tests. The build directory stays for the next run.
matrix_cell() {
  local image=$1 suite=$2 compiler=$3 mysql=$4 clients=${5:-} status=0 dir row
  dir=build-docker/$suite-$compiler${clients:+-$clients}
  mkdir -p "$dir"
  : >"$dir/matrix"
  quietly "$suite with $compiler${clients:+ and $clients}" run_in_container "$suite" -v "$(realpath "$dir"):/build" \
    -e CXX="$compiler" -e CC="$([[ $compiler == g++ ]] && echo gcc || echo clang)" -e DBSPAN_BUILD_DIR=/build \
    -e DBSPAN_MATRIX_MYSQL_URL="$mysql" "$image" ./run matrix-cell $clients || status=$?
  while IFS= read -r row; do matrix_rows+=("$suite | $compiler | $row"); done <"$dir/matrix"
  ((status == 0)) || [[ -s $dir/matrix ]] || matrix_rows+=("$suite | $compiler | ${clients:--} | not run: it did not build")
  return $status
}
