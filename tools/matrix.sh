# run_matrix [SUITE…]: builds and runs all tests in containers: suites of Debian with their clients, both compilers, the suite's
# own servers, and MySQL itself. One table at the end; what could not be run is a row with its reason.
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
  for suite in ${*:-bookworm trixie sid}; do
    if ! debian_image "dbspan-build:$suite" build.Dockerfile "$suite"; then
      matrix_rows+=("$suite | - | - | not run: the image could not be built")
      failed=1
      continue
    fi
    for compiler in ${DBSPAN_MATRIX_COMPILERS:-g++ clang++}; do matrix_cell "$suite" "$compiler" "$mysql_url" || failed=1; done
  done
  { echo "suite | compiler | clients and servers | tests" && printf '%s\n' "${matrix_rows[@]}"; } |
    column -t -s '|' -o '|' >&2
  return $failed
}

# matrix_cell SUITE COMPILER MYSQL-URL: one build and its tests. The build directory stays for the next time.
matrix_cell() {
  local suite=$1 compiler=$2 status=0 dir=build-docker/$1-$2 row
  mkdir -p "$dir" "build-docker/ccache-$suite"
  : >"$dir/matrix"
  quietly "$suite with $compiler" docker run --rm --init --network host --security-opt seccomp=unconfined \
    -v "$PWD:/src:ro" -v "$(realpath "$dir"):/build" -v "$(realpath "build-docker/ccache-$suite"):/ccache" -w /src \
    -e CXX="$compiler" -e CC="$([[ $compiler == g++ ]] && echo gcc || echo clang)" -e CCACHE_DIR=/ccache \
    -e DBSPAN_BUILD_DIR=/build -e DBSPAN_MATRIX_MYSQL_URL="$3" "dbspan-build:$suite" ./run matrix-cell || status=$?
  while IFS= read -r row; do matrix_rows+=("$suite | $compiler | $row"); done <"$dir/matrix"
  ((status == 0)) || [[ -s $dir/matrix ]] || matrix_rows+=("$suite | $compiler | - | not run: it did not build")
  return $status
}
