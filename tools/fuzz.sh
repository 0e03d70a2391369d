# run_fuzz [SECONDS]: searches for statements, commands and replies whose values would be recorded or that crash dbspan.
run_fuzz() {
  local seconds=${1:-60} corpus
  [[ $seconds =~ ^[0-9]+$ ]] || die "./run fuzz takes a number of seconds, not '$seconds'"
  install_packages "${build_packages[@]}" "${fuzz_packages[@]}"
  build_preset fuzz statement_fuzz libpq_literal_test mysql_literal_test redis_commands_test redis_hostile_reply_test
  corpus=build-fuzz/corpus
  mkdir -p "$corpus"
  say "Fuzzing for $seconds seconds"
  # libFuzzer's usual status for a finding, 77, would mean that this machine lacks something.
  build-fuzz/tests/fuzz/statement_fuzz -max_total_time="$seconds" -max_len=600 -print_final_stats=1 \
    -error_exitcode=1 -artifact_prefix=build-fuzz/ "$corpus"
  start_servers
  export DBSPAN_FUZZ_SECONDS=$seconds
  # A value that a server returns must not be recorded.
  say "Random literals for $seconds seconds each, Postgres and MariaDB"
  build-fuzz/tests/fuzz/libpq_literal_test --gtest_brief=1
  build-fuzz/tests/fuzz/mysql_literal_test --gtest_brief=1
  # The commands are made from the server's own documentation.
  say "Random Redis commands and replies for $seconds seconds each"
  build-fuzz/tests/redis/redis_commands_test --gtest_brief=1
  build-fuzz/tests/redis/redis_hostile_reply_test --gtest_brief=1
}
