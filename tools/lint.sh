# run_lint: runs shellcheck, codespell and clang-tidy, and checks the format of all sources.
run_lint() {
  install_packages "${build_packages[@]}" "${bench_packages[@]}" "${lint_packages[@]}"
  say "Checking scripts and spelling"
  git ls-files --cached --others --exclude-standard -- run .ci/run '*.sh' | xargs shellcheck --severity=warning
  codespell
  say "Checking the format"
  sources | xargs clang-format --dry-run --Werror
  build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DDBSPAN_BENCH=ON
  say "Running clang-tidy"
  sources | grep -E '\.cc$' | grep -v '^tests/package/' |
    xargs -P "$(nproc)" -n 4 clang-tidy -p "$build_dir" --quiet --warnings-as-errors='*'
}

sources() {
  git ls-files --cached --others --exclude-standard -- '*.h' '*.cc' '*.c' include/dbspan/pqxx include/dbspan/pqxx_everywhere include/dbspan/pqxx_fwd
}
