run_test-sanitized() {
  install_packages "${build_packages[@]}"
  start_servers
  run_preset address
  run_preset thread
}

run_preset() {
  say "Testing with the $1 sanitizer"
  quietly "configuring" cmake --preset "$1" "${compiler_launcher[@]}"
  quietly "compiling" cmake --build --preset "$1"
  # The SDK's libraries are not instrumented: what orders their threads cannot be seen.
  TSAN_OPTIONS="ignore_noninstrumented_modules=1 suppressions=$PWD/tests/races.supp" \
    LSAN_OPTIONS="suppressions=$PWD/tests/leaks.supp" \
    ctest --test-dir "build-$1" --output-on-failure --schedule-random --label-exclude package
}
