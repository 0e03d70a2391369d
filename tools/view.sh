# run_view [--short] [NUMBER…]: runs the twelve checks of the command, or those with the given numbers, with real programs, terminals,
# servers and browsers (tests/cli/README.md). --short uses smaller numbers and skips the checks of the page, which `./run page` runs.
declare -A view_checks=(
  [1]="transparency.py"
  [2]="servers.py a_psql_session_in_a_terminal psql_s_output_is_its_own_and_the_report_follows"
  [3]="servers.py kills_at_random_moments_lose_no_statement a_killed_program_leaves_everything"
  [4]="untraced.py"
  [5]="numbers.py SHOP"
  [6]="page hostile.mjs"
  [7]="page alone.mjs"
  [8]="page fast.mjs; many_spans.py"
  [9]="page keys.mjs access.mjs"
  [10]="page live.mjs; load.py"
  [11]="live.py; exporters.py"
  [12]="findings.py SHOP"
)

run_view() {
  local short=no numbers=() number parts=() part words
  while (($# > 0)); do
    case $1 in
      --short) short=yes ;;
      *)
        [[ -v view_checks[$1] ]] || die "usage: ./run view [--short] [1-12]…"
        numbers+=("$1")
        ;;
    esac
    shift
  done
  if [[ $short == no ]]; then
    export DBSPAN_TEST_KILLS=200 DBSPAN_TEST_OPERATIONS=100000 DBSPAN_TEST_LOAD_SECONDS=600 DBSPAN_TEST_SPANS=2000000
  fi
  if ((${#numbers[@]} == 0)); then
    # servers.py has the cases of 2 and 3, and others.
    for number in 1 {4..12}; do parts+=("${view_checks[$number]}"); done
    parts+=(servers.py)
  else
    for number in "${numbers[@]}"; do parts+=("${view_checks[$number]}"); done
  fi
  install_packages "${build_packages[@]}" "${server_packages[@]}" "${view_packages[@]}"
  build_only dbspan_command cli_shop
  start_servers
  mapfile -t parts < <(printf '%s\n' "${parts[@]}" | sed 's/; /\n/g; s/ \+/ /g')
  for part in "${parts[@]}"; do
    [[ $part == page* && $short == yes ]] && continue
    say "Running $part"
    read -r -a words <<<"$part"
    run_view_part "${words[@]}"
  done
}

# run_view_part SCRIPT [CASE…] | page SCRIPT…
run_view_part() {
  local script=$1 dbspan arguments=()
  dbspan=$(realpath "$build_dir/cli/dbspan")
  shift
  if [[ $script == page ]]; then
    install_packages "${page_packages[@]}"
    command -v npm >/dev/null || install_packages npm
    quietly "npm ci" npm --prefix view/page ci --no-audit --no-fund
    (cd view/page && DBSPAN=$dbspan node --test "${@/#/check/}")
    return
  fi
  if [[ $script == exporters.py ]]; then
    install_packages nodejs
    command -v npm >/dev/null || install_packages npm
    quietly "npm ci" npm --prefix tests/cli/javascript ci --no-audit --no-fund
  fi
  while (($# > 0)); do
    if [[ $1 == SHOP ]]; then arguments+=("$build_dir/tests/cli/cli_shop"); else arguments+=("$1"); fi
    shift
  done
  python3 "tests/cli/$script" "$dbspan" "${arguments[@]}"
}
