# run_view [--short] [NUMBER…]: runs the twelve checks of the command, or those with the given numbers, with real programs, terminals,
# servers and browsers (tests/cli/README.md). --short uses smaller numbers and skips the checks of the page, which `./run page` runs.
run_view() {
  local checks
  install_packages "${build_packages[@]}" "${server_packages[@]}" "${view_packages[@]}"
  checks=$(python3 -B tests/cli/checks.py --list "$build_dir" "$@")
  [[ $checks != *"page "* ]] || install_node_modules view/page "${page_packages[@]}"
  [[ $checks != *exporters.py* ]] || install_node_modules tests/cli/javascript nodejs
  build_only dbspan_command cli_shop
  start_servers
  say "Running the checks"
  python3 -B tests/cli/checks.py "$build_dir" "$@"
}
