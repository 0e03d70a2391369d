# run_view [NUMBER]: tests the command `dbspan` with real programs, terminals and servers (tests/cli). With a number, runs only that check
# of tests/cli/README.md. `./run page` runs the checks of the page.
declare -A view_checks=(
  [1]="transparency"
  [2]="servers a_psql_session_in_a_terminal psql_s_output_is_its_own_and_the_report_follows"
  [3]="servers kills_at_random_moments_lose_no_statement a_killed_program_leaves_everything"
  [4]="servers a_child_without_our_variables_is_named_above_the_report
    calls_past_the_preload_are_found_in_the_process_and_seen_by_the_audit a_static_program_is_named a_client_inside_the_program_is_named"
  [5]="servers the_numbers_are_those_of_the_server_everywhere counts_are_those_of_the_program"
  [6]=page [7]=page [8]=page [9]=page
  [10]="live"
  [11]="live"
  [12]="servers a_repeated_statement_is_found_and_fails_on_request each_signal_has_a_file_of_its_own"
)

run_view() {
  local checks=(transparency live servers) check parts
  if (($# > 0)); then
    [[ -v view_checks[$1] ]] || die "usage: ./run view [1-12]"
    if [[ ${view_checks[$1]} == page ]]; then
      source tools/page.sh
      run_page
      return
    fi
    checks=("${view_checks[$1]}")
  fi
  install_packages "${build_packages[@]}" "${server_packages[@]}" python3 php-cli php-pgsql
  build_only dbspan_command
  start_servers
  for check in "${checks[@]}"; do
    read -r -d '' -a parts <<<"$check" || true
    say "Running ${parts[0]}"
    python3 "tests/cli/${parts[0]}.py" "$build_dir/cli/dbspan" "${parts[@]:1}"
  done
}
