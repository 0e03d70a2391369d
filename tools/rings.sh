# run_rings [ROUNDS]: kills a program that records into a ring file at 1,000 moments, half of them at chosen instructions, and compares
# the contents of the file with the operations that had returned (docs/flight-recorder.md).
run_rings() {
  local rounds=${1:-500}
  install_packages "${build_packages[@]}" "${server_packages[@]}"
  build_only flight_recorder_test dbspan-rings dbspan_preload
  say "Killing a program 2 × $rounds times"
  DBSPAN_RING_KILLS=$rounds "$build_dir/tests/recorder/rings/flight_recorder_test"
  start_servers
  say "Looking for secrets in ring files"
  python3 tests/recorder/rings/secrets.py "$build_dir/libdbspan.so" $((rounds / 10 + 2))
}
