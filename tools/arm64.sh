# run_arm64: cross-compiles for arm64 in a container of Debian 12, and runs the unit tests there under qemu-user. Needs no server.
arm64_tests=(core_unit_test api_unit_test pg_unit_test redis_unit_test mysql_unit_test recorder_unit_test insight_unit_test statement_fuzz_test)
run_arm64() {
  local dir=build-docker/arm64
  if [[ ${1:-} == inside ]]; then
    test_arm64
    return
  fi
  use_docker
  debian_image dbspan-arm64 arm64.Dockerfile bookworm
  mkdir -p "$dir"
  run_in_container bookworm -v "$(realpath "$dir"):/build" dbspan-arm64 ./run arm64 inside
}

test_arm64() {
  quietly "configuring" cmake --preset arm64 -B /build -S . "${compiler_launcher[@]}"
  quietly "compiling" cmake --build /build --target "${arm64_tests[@]}" dbspan_preload
  say "Testing under qemu-user"
  local test failed=0
  for test in "${arm64_tests[@]}"; do
    quietly "$test" qemu-aarch64-static "$(find /build/tests -name "$test" -type f)" || failed=1
  done
  return $failed
}
