# run_test-sanitized: runs the tests with the address, undefined behaviour and thread sanitizers and with valgrind.
run_test-sanitized() {
  install_packages "${build_packages[@]}"
  start_servers
  run_preset address
  run_preset thread
  run_valgrind
}

# Runs tests with valgrind. It also checks the client libraries' use of dbspan's memory and the reverse; the sanitizers cannot, because
# these libraries are not instrumented.
run_valgrind() {
  build
  say "Testing with valgrind"
  local program
  for program in redis/redis pg/libpq; do
    quietly "$program" valgrind --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=1 \
      "$build_dir/tests/${program}_integration_test" --gtest_brief=1
  done
}

run_preset() {
  say "Testing with the $1 sanitizer"
  build_preset "$1" all
  # The SDK's libraries are not instrumented, so the sanitizer cannot see how they synchronize their threads.
  TSAN_OPTIONS="ignore_noninstrumented_modules=1 suppressions=$PWD/tests/races.supp" \
    LSAN_OPTIONS="suppressions=$PWD/tests/leaks.supp" \
    ctest --test-dir "build-$1" --output-on-failure --schedule-random --label-exclude package
}
