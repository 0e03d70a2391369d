# run_nightly [ROW…]: runs all checks and writes their results as one table to build-nightly/status.md, of which docs/status.md is a copy.
# Skips rows that ran for this commit before, so an interrupted run can be continued. After a failed row, the others still run. The matrix
# has g++ 12 and clang 14 to the newest, three Debians, MySQL 9 and Valkey.
nightly_rows=(
  "test" "lint" "docs" "matrix bookworm" "matrix trixie" "matrix sid" "test-sanitized" "fuzz 600" "upstream-redis bookworm trixie"
  "upstream-pg bookworm trixie" "upstream-pg sid" "upstream-mysql" "programs" "process" "faults" "rings 1000" "export" "messages" "view"
  "page" "deb check" "abi" "arm64" "cost" "soak 3600" "bench")

run_nightly() {
  local commit directory row failed=0 rows=("$@")
  ((${#rows[@]})) || rows=("${nightly_rows[@]}")
  [[ -z $(git status --porcelain) ]] || die "the sources differ from the commit that the table would name: commit first"
  commit=$(git rev-parse --short HEAD)
  directory=build-nightly/$commit
  mkdir -p "$directory"
  for row in "${rows[@]}"; do
    [[ -s $directory/$row.row ]] || nightly_row "$directory" "$row"
    [[ $(<"$directory/$row.row") != *"| failed"* ]] || failed=1
  done
  nightly_status "$commit" "$directory" >build-nightly/status.md
  cat build-nightly/status.md
  return $failed
}

# nightly_row DIRECTORY ROW: runs one row. Status 77 means that the machine lacks something, which the last line of the output names.
nightly_row() {
  local directory=$1 row=$2 status=0 started=$SECONDS result=passed last
  say "$row"
  # shellcheck disable=SC2086 # a row is a command and its arguments
  ./run $row >"$directory/$row.log" 2>&1 || status=$?
  case $status in 0) ;; 77) result="not run" ;; *) result="failed ($status)" ;; esac
  last=$(grep -v '^ *$' "$directory/$row.log" | tail -1 | sed 's/\x1b\[[0-9;]*m//g; s/|/\\|/g' | cut -c1-120)
  echo "| \`./run $row\` | $result | $((SECONDS - started)) | $last |" >"$directory/$row.row"
}

nightly_status() {
  local row
  printf '# Status\n\n%s, commit %s, on %s with %s processors. `./run nightly` made this page.\n\n' "$(date +%F)" "$1" \
    "$(. /etc/os-release && echo "$PRETTY_NAME")" "$(nproc)"
  printf '| command | result | seconds | last line |\n|---|---|---|---|\n'
  for row in "${nightly_rows[@]}"; do cat "$2/$row.row" 2>/dev/null || echo "| \`./run $row\` | not run yet | | |"; done
  printf '\n## Versions\n\nOn this machine; those of the matrix are in its rows.\n\n| package | version |\n|---|---|\n'
  dpkg-query -W -f '| ${Package} | ${Version} |\n' g++-[0-9]* clang-[0-9]* cmake valgrind postgresql-[0-9][0-9] redis-server mariadb-server \
    libpq-dev libpqxx-dev libhiredis-dev libmysqlcppconn-dev libmariadb-dev opentelemetry-cpp-dev 2>/dev/null | grep -v '|  |' || true
  for row in "${nightly_rows[@]}"; do
    [[ $row == matrix* && -s $2/$row.row ]] || continue
    printf '\n### %s\n\n' "$row"
    sed -n 's/^suite  *|.*/| & |\n|---|---|---|---|/p; /^\(bookworm\|trixie\|sid\|-\)  *|/s/.*/| & |/p' "$2/$row.log"
  done
}
