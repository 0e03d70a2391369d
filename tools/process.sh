# run_process [--short] [CASE…]: runs programs that fork, exit, get signals and load plugins, bare and traced, and compares their behavior
# (tests/process).
run_process() {
  install_packages "${build_packages[@]}" "${server_packages[@]}" "${traced_packages[@]}" python3
  build_only process_cases
  start_servers
  say "Running programs, bare and traced"
  python3 tests/process/process.py "$build_dir" "$@"
}
