# run_process [--short | --sanitized] [CASE…]: runs programs that fork, exit, get signals and load plugins, bare and traced, and compares
# their behavior (tests/process). --sanitized builds the header and linked forms with the address, undefined behaviour and thread
# sanitizers.
run_process() {
  install_packages "${build_packages[@]}" "${server_packages[@]}" "${traced_packages[@]}" python3
  if [[ ${1:-} == --sanitized ]]; then
    run_process_sanitized "${@:2}"
    return
  fi
  build_only process_cases
  start_servers
  say "Running programs, bare and traced"
  python3 tests/process/process.py "$build_dir" "$@"
}

run_process_sanitized() {
  local sanitizer failed=0
  start_servers
  for sanitizer in address thread; do
    say "Building with the $sanitizer sanitizer"
    build_preset "$sanitizer" process_cases
    say "Running programs, bare and traced, with the $sanitizer sanitizer"
    python3 tests/process/process.py "build-$sanitizer" "--sanitizer=$sanitizer" "$@" || failed=1
  done
  return $failed
}
