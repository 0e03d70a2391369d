# run_matrix [--paths] [SUITE…]: builds and runs all tests in containers: suites of Debian with their clients, both compilers, the suite's
# own servers, and MySQL itself. Prints one table at the end; a cell that could not run is a row with the reason. With --paths, builds only
# the suite that compares what the recorder and the OpenTelemetry API bring to a receiver, with g++, on trixie (opentelemetry-cpp 1.19) and
# sid (1.28).
run_matrix() {
  local part="" suites=(bookworm trixie sid) compilers=(g++ clang++)
  if [[ ${1:-} == --paths ]]; then
    part=paths suites=(trixie sid) compilers=(g++)
    shift
  fi
  (($# == 0)) || suites=("$@")
  [[ -z ${DBSPAN_MATRIX_COMPILERS:-} ]] || read -ra compilers <<<"$DBSPAN_MATRIX_COMPILERS"
  use_docker
  say "The matrix"
  local suite compiler failed=0 mysql_url=
  matrix_rows=()
  [[ -n $part ]] || matrix_mysql_server || failed=1
  for suite in "${suites[@]}"; do
    if ! debian_image "dbspan-build:$suite" build.Dockerfile "$suite"; then
      matrix_rows+=("$suite | - | - | not run: the image could not be built")
      failed=1
      continue
    fi
    for compiler in "${compilers[@]}"; do
      matrix_cell "dbspan-build:$suite" "$suite" "$compiler" "$mysql_url" "$part" || failed=1
      [[ $suite == sid && -z $part ]] || continue
      matrix_mysqlclient "$compiler" "$mysql_url" || failed=1
    done
  done
  { echo "suite | compiler | clients and servers | tests" && printf '%s\n' "${matrix_rows[@]}"; } |
    column -t -s '|' -o '|' >&2
  return $failed
}

# Starts MySQL itself and sets mysql_url.
matrix_mysql_server() {
  if debian_image dbspan-mysql mysql.Dockerfile sid; then
    start_mysql_container
    mysql_url=$mysql_container_url
  else
    matrix_rows+=("- | - | MySQL | not run: its image could not be built")
    return 1
  fi
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

# matrix_cell IMAGE SUITE COMPILER MYSQL-URL [mysqlclient|paths]: runs one build and its tests. The build directory stays for the next run.
matrix_cell() {
  local image=$1 suite=$2 compiler=$3 mysql=$4 part=${5:-} status=0 dir row
  dir=build-docker/$suite-$compiler${part:+-$part}
  mkdir -p "$dir"
  : >"$dir/matrix"
  quietly "$suite with $compiler${part:+, $part}" run_in_container "$suite" -v "$(realpath "$dir"):/build" \
    -e CXX="$compiler" -e CC="$([[ $compiler == g++ ]] && echo gcc || echo clang)" -e DBSPAN_BUILD_DIR=/build \
    -e DBSPAN_MATRIX_MYSQL_URL="$mysql" "$image" ./run matrix-cell "$part" || status=$?
  while IFS= read -r row; do matrix_rows+=("$suite | $compiler | $row"); done <"$dir/matrix"
  ((status == 0)) || [[ -s $dir/matrix ]] || matrix_rows+=("$suite | $compiler | ${part:--} | not run: it did not build")
  return $status
}
