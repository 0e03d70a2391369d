# run_nightly [ROW…]: runs all checks and writes their results as one table to build-nightly/status.md, of which docs/status.md is a copy.
# Skips rows that ran for this commit before, so an interrupted run can be continued. Rows that were not requested keep the result of
# their last commit, which the table names; a new clone takes it from docs/status.md. After a failed row, the others still run. The matrix
# has g++ 12 and clang 14 to the newest, three Debians, MySQL 9 and Valkey.
nightly_rows=(
  "test" "lint" "docs" "matrix bookworm" "matrix trixie" "matrix sid" "test-sanitized" "fuzz 600" "upstream-redis bookworm trixie"
  "upstream-pg bookworm trixie" "upstream-pg sid" "upstream-mysql" "programs" "process" "process --sanitized" "faults" "rings 1000" "export" "messages" "view"
  "page" "deb check bookworm" "deb check trixie" "deb check sid" "abi" "arm64" "cost" "soak 3600" "bench")

run_nightly() {
  local commit row failed=0 rows=("$@")
  ((${#rows[@]})) || rows=("${nightly_rows[@]}")
  [[ -z $(git status --porcelain) ]] || die "the sources differ from the commit that the table would name: commit first"
  commit=$(git rev-parse --short HEAD)
  mkdir -p build-nightly
  for row in "${rows[@]}"; do
    grep -qs "| $commit |" "build-nightly/$row.row" || nightly_row "$commit" "$row"
    [[ $(<"build-nightly/$row.row") != *"| failed"* ]] || failed=1
  done
  nightly_status >build-nightly/status.md
  cat build-nightly/status.md
  return $failed
}

# nightly_row COMMIT ROW: runs one row. Status 77 means that the machine lacks something, which the last line of the output names.
nightly_row() {
  local log="build-nightly/$2.log" status=0 started=$SECONDS result=passed last
  say "$2"
  # shellcheck disable=SC2086 # a row is a command and its arguments
  ./run $2 >"$log" 2>&1 || status=$?
  case $status in 0) ;; 77) result="not run" ;; *) result="failed ($status)" ;; esac
  last=$(sed 's/\x1b\[[0-9;]*m//g; s/|/\\|/g' "$log" | grep -v '^ *$' | tail -1 | cut -c1-120)
  echo "| \`./run $2\` | $result | $1 | $(date +%F) | $((SECONDS - started)) | $last |" >"build-nightly/$2.row"
}

nightly_status() {
  local row
  printf "# Status\n\nThe last run of each check, on %s with %s processors. \`./run nightly\` made this page.\n\n" \
    "$(. /etc/os-release && echo "$PRETTY_NAME")" "$(nproc)"
  printf '| command | result | commit | date | seconds | last line |\n|---|---|---|---|---|---|\n'
  for row in "${nightly_rows[@]}"; do
    cat "build-nightly/$row.row" 2>/dev/null || grep -F "| \`./run $row\` |" docs/status.md || echo "| \`./run $row\` | not run yet | | | | |"
  done
  printf '\n## Versions\n\nOn this machine; those of the matrix are in its rows.\n\n| package | version |\n|---|---|\n'
  dpkg-query -W -f '| ${Package} | ${Version} |\n' g++-[0-9]* clang-[0-9]* cmake valgrind postgresql-[0-9][0-9] redis-server mariadb-server \
    libpq-dev libpqxx-dev libhiredis-dev libmysqlcppconn-dev libmariadb-dev opentelemetry-cpp-dev 2>/dev/null | grep -v '|  |' || true
  for row in "${nightly_rows[@]}"; do
    [[ $row == matrix* ]] || continue
    if [[ ! -s build-nightly/$row.row ]]; then
      awk -v title="### $row" '/^###? / {found = ($0 == title)} found' docs/status.md
      continue
    fi
    printf '\n### %s\n\n' "$row"
    sed -n 's/^suite  *|.*/| & |\n|---|---|---|---|/p; /^\(bookworm\|trixie\|sid\|-\)  *|/s/.*/| & |/p' "build-nightly/$row.log"
  done
}
