# run_lint [--short]: runs shellcheck, codespell and clang-format on all sources, and, without --short, clang-tidy on those outside of
# tests/, whose macros would take most of the time.
run_lint() {
  install_packages "${lint_packages[@]}"
  say "Checking scripts and spelling"
  git ls-files --cached --others --exclude-standard -- run .ci/run '*.sh' | xargs shellcheck --severity=warning
  codespell
  say "Checking the format"
  sources | xargs clang-format --dry-run --Werror
  [[ ${1:-} != --short ]] || return 0
  say "Running clang-tidy"
  install_packages "${build_packages[@]}" "${bench_packages[@]}"
  quietly "configuring" configure "$build_dir" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DDBSPAN_BENCH=ON
  sources | grep -E '\.cc$' | grep -v '^tests/' |
    xargs -P "$(nproc)" -n 4 clang-tidy -p "$build_dir" --quiet --warnings-as-errors='*'
}

sources() {
  git ls-files --cached --others --exclude-standard -- '*.h' '*.cc' '*.c' include/dbspan/pqxx include/dbspan/pqxx_everywhere include/dbspan/pqxx_fwd
}
