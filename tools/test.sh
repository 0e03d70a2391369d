run_test() {
  install_packages "${build_packages[@]}" "${traced_packages[@]}"
  build
  start_servers
  say "Testing"
  ctest --test-dir "$build_dir" --output-on-failure --schedule-random "$@"
}
