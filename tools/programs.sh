# run_programs [--short] [PROGRAM…]: runs Debian's programs that use the clients, bare and preloaded. They must behave equally, and there
# must be a span for every statement that the servers counted (tests/programs). A run of all programs writes the table of
# docs/supported.md.
run_programs() {
  local packages table=()
  install_packages "${build_packages[@]}" "${server_packages[@]}" redis-tools
  mapfile -t packages < <(python3 tests/programs/programs.py --packages "$build_dir" "$@")
  install_packages "${packages[@]}"
  say "Building"
  [[ -e $build_dir/build.ninja ]] || quietly "configuring" configure "$build_dir"
  quietly "compiling" cmake --build "$build_dir" --target dbspan_preload dbspan_autosetup
  # Every statement is counted, so the servers must not be shared: servers in DBSPAN_TEST_*_URL are not used.
  unset DBSPAN_TEST_PG_URL DBSPAN_TEST_REDIS_URL DBSPAN_TEST_MYSQL_URL
  # shellcheck disable=SC2034  # read by start_servers
  local postgres_options=(-c log_statement=all -c log_line_prefix=%e:%p:)
  # shellcheck disable=SC2034
  local mariadb_options=(--general-log=ON --general-log-file=general.log)
  start_servers
  say "Running programs, bare and traced"
  [[ $# -gt 0 ]] || table=(--table docs/supported.md)
  PROGRAMS_PG_LOG=$server_dir/postgres.log PROGRAMS_MYSQL_LOG=$server_dir/mariadb/data/general.log \
    python3 -B tests/programs/programs.py "${table[@]}" "$build_dir" "$@"
}
