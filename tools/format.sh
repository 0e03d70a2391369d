# run_format: rewrites all sources in the project's format.
run_format() {
  install_packages "${lint_packages[@]}"
  # shellcheck source=/dev/null
  source tools/lint.sh
  sources | xargs clang-format -i
}
