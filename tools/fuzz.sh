# run_fuzz [SECONDS]: looks for statements that break a promise of the SQL analyzer.
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
}
