# run_process [--short] [CASE…]: programs that start, multiply and end in all ways, bare and traced, which have to see the same
# (tests/process).
run_process() {
  install_packages "${build_packages[@]}" "${server_packages[@]}" "${traced_packages[@]}" python3
  build_only process_cases
  start_servers
  say "Running programs, bare and traced"
  python3 tests/process/process.py "$build_dir" "$@"
}
