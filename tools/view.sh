# run_view [--short] [--installed] [NUMBER…]: runs the twelve checks of the command, or those with the given numbers, with real programs,
# terminals, servers and browsers (tests/cli/README.md). --short uses smaller numbers and skips the checks of the page, which `./run page`
# runs. --installed checks the dbspan in PATH, for example from the package of `./run deb`, and builds only the program that it traces.
run_view() {
  local checks
  install_packages "${build_packages[@]}" "${server_packages[@]}" "${view_packages[@]}"
  checks=$(python3 -B tests/cli/checks.py --list "$build_dir" "$@")
  [[ $checks != *"page "* ]] || install_node_modules view/page "${page_packages[@]}"
  [[ $checks != *exporters.py* ]] || install_node_modules tests/cli/javascript nodejs
  if [[ " $* " == *" --installed "* ]]; then
    say "Building"
    mkdir -p "$build_dir/tests/cli"
    # shellcheck disable=SC2046 # flags are words
    cc -O1 -o "$build_dir/tests/cli/cli_shop" tests/cli/shop.c $(pkg-config --cflags --libs libpq hiredis)
  else
    build_only dbspan_command cli_shop
  fi
  start_servers
  say "Running the checks"
  python3 -B tests/cli/checks.py "$build_dir" "$@"
}
