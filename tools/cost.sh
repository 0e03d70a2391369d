# run_cost [--update]: allocations and instructions of one operation, compared with the committed baseline, and of calls that are
# switched off, compared with the bare ones.
run_cost() {
  install_packages "${build_packages[@]}"
  build
  tests/cost/compare.sh "$build_dir/tests/cost" tests/cost/baseline.txt "$@"
  tests/cost/off.sh "$build_dir/tests/cost" "$(realpath "$build_dir")/libdbspan.so"
}
