# run_fuzz [SECONDS]: searches for statements, commands and replies whose values would be recorded or that crash dbspan.
run_fuzz() {
  local seconds=${1:-60} corpus
  [[ $seconds =~ ^[0-9]+$ ]] || die "./run fuzz takes a number of seconds, not '$seconds'"
  install_packages "${build_packages[@]}" "${fuzz_packages[@]}"
  quietly "configuring" cmake --preset fuzz
  quietly "compiling" cmake --build --preset fuzz --target statement_fuzz
  corpus=build-fuzz/corpus
  mkdir -p "$corpus"
  say "Fuzzing for $seconds seconds"
  build-fuzz/tests/fuzz/statement_fuzz -max_total_time="$seconds" -max_len=600 -print_final_stats=1 \
    -artifact_prefix=build-fuzz/ "$corpus"
  fuzz_literals "$seconds"
  fuzz_redis "$seconds"
}

# fuzz_literals SECONDS: sends random statements; a value that a server returns must not be recorded.
fuzz_literals() {
  local seconds=$1
  quietly "compiling the literal tests" cmake --build --preset fuzz --target libpq_literal_test mysql_literal_test
  say "Random literals for $seconds seconds each, Postgres and MariaDB"
  start_servers
  DBSPAN_FUZZ_SECONDS=$seconds build-fuzz/tests/fuzz/libpq_literal_test --gtest_brief=1
  DBSPAN_FUZZ_SECONDS=$seconds build-fuzz/tests/fuzz/mysql_literal_test --gtest_brief=1
}

# fuzz_redis SECONDS: sends random commands made from the server's own documentation, and reads random replies.
fuzz_redis() {
  local seconds=$1 test
  start_servers
  quietly "compiling the Redis tests" cmake --build --preset fuzz --target redis_commands_test redis_hostile_reply_test
  say "Random Redis commands and replies for $seconds seconds"
  for test in redis_commands_test redis_hostile_reply_test; do
    DBSPAN_FUZZ_SECONDS=$seconds "build-fuzz/tests/redis/$test" --gtest_brief=1
  done
}
