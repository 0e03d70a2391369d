# run_cost [--update]: compares allocations and instructions of one operation with the committed baseline, and those of calls that are
# switched off with bare calls.
run_cost() {
  install_packages "${build_packages[@]}"
  build
  tests/cost/compare.sh "$build_dir/tests/cost" tests/cost/baseline.txt "$@"
  tests/cost/off.sh "$build_dir/tests/cost" "$(realpath "$build_dir")/libdbspan.so"
}
