# run_nightly [ROW…]: runs all checks and writes their results as one table to build-nightly/status.md. Skips rows that ran for this
# commit before, so an interrupted run can be continued. After a failed row, the others still run.
nightly_rows=(
  "test" "lint" "docs" "matrix bookworm" "matrix trixie" "matrix sid" "test-sanitized" "fuzz 600"
  "upstream-redis bookworm trixie" "upstream-pg bookworm trixie" "upstream-pg sid" "upstream-mysql"
  "programs" "process" "faults" "rings 1000" "export" "messages" "view" "page" "deb check" "cost" "soak 3600" "bench")

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
  {
    echo "# Status"
    printf '\n%s, commit %s, on %s with %s processors. `./run nightly` made this table.\n\n' "$(date +%F)" "$commit" \
      "$(. /etc/os-release && echo "$PRETTY_NAME")" "$(nproc)"
    echo "| command | result | seconds | last line |"
    echo "|---|---|---|---|"
    for row in "${rows[@]}"; do cat "$directory/$row.row"; done
  } >build-nightly/status.md
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
