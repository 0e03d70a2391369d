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
  local suite compiler failed=0
  matrix_rows=()
  mysql_container_url=
  [[ -n $part ]] || ! matrix_image dbspan-mysql mysql.Dockerfile sid "- | - | MySQL" || start_mysql_container
  for suite in "${suites[@]}"; do
    matrix_image "dbspan-build:$suite" build.Dockerfile "$suite" "$suite | - | -" || continue
    for compiler in "${compilers[@]}"; do
      matrix_cell "dbspan-build:$suite" "$suite" "$compiler" "$part" || failed=1
      # The tests of the C API with MySQL's own client library.
      [[ $suite == sid && -z $part ]] || continue
      matrix_image dbspan-mysqlclient mysqlclient.Dockerfile sid "sid | $compiler | libmysqlclient" || continue
      matrix_cell dbspan-mysqlclient sid "$compiler" mysqlclient || failed=1
    done
  done
  { echo "suite | compiler | clients and servers | tests" && printf '%s\n' "${matrix_rows[@]}"; } |
    column -t -s '|' -o '|' >&2
  return $failed
}

# matrix_image IMAGE DOCKERFILE SUITE ROW: builds an image. If that fails, adds the row, with the reason, and sets failed.
matrix_image() {
  debian_image "$1" "$2" "$3" && return
  matrix_rows+=("$4 | not run: its image could not be built")
  failed=1
  return 1
}

# matrix_cell IMAGE SUITE COMPILER [mysqlclient|paths]: runs one build and its tests. The build directory stays for the next run.
matrix_cell() {
  local image=$1 suite=$2 compiler=$3 part=${4:-} status=0 dir row
  dir=build-docker/$suite-$compiler${part:+-$part}
  mkdir -p "$dir"
  : >"$dir/matrix"
  quietly "$suite with $compiler${part:+, $part}" run_in_container "$suite" -v "$(realpath "$dir"):/build" \
    -e CXX="$compiler" -e CC="$([[ $compiler == g++ ]] && echo gcc || echo clang)" -e DBSPAN_BUILD_DIR=/build \
    -e DBSPAN_MATRIX_MYSQL_URL="$mysql_container_url" "$image" ./run matrix-cell "$part" || status=$?
  while IFS= read -r row; do matrix_rows+=("$suite | $compiler | $row"); done <"$dir/matrix"
  ((status == 0)) || [[ -s $dir/matrix ]] || matrix_rows+=("$suite | $compiler | ${part:--} | not run: it did not build")
  return $status
}
