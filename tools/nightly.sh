# run_nightly [ROW…]: everything that is claimed, as one table in build-nightly/status.md. A row that was done for this commit is not
# done again, so a run that was interrupted goes on. What fails is a row, and the others run all the same.
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

# nightly_row DIRECTORY ROW. Status 77: the machine lacks something, which the last line says.
nightly_row() {
  local directory=$1 row=$2 status=0 started=$SECONDS result=passed last
  say "$row"
  # shellcheck disable=SC2086 # a row is a command and its arguments
  ./run $row >"$directory/$row.log" 2>&1 || status=$?
  case $status in 0) ;; 77) result="not run" ;; *) result="failed ($status)" ;; esac
  last=$(grep -v '^ *$' "$directory/$row.log" | tail -1 | sed 's/\x1b\[[0-9;]*m//g; s/|/\\|/g' | cut -c1-120)
  echo "| \`./run $row\` | $result | $((SECONDS - started)) | $last |" >"$directory/$row.row"
}
