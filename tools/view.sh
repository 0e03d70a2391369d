# run_view: the command `dbspan` with real programs, terminals and servers (tests/cli).
run_view() {
  install_packages "${build_packages[@]}" "${server_packages[@]}" python3 php-cli php-pgsql
  say "Building"
  quietly "configuring" configure "$build_dir"
  quietly "compiling" cmake --build "$build_dir" --target dbspan_command
  start_servers
  local part
  for part in transparency live servers; do
    say "Running $part"
    python3 "tests/cli/$part.py" "$build_dir/cli/dbspan"
  done
}
