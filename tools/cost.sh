# run_cost [--update]: allocations and instructions of one operation, compared with the committed baseline.
run_cost() {
  install_packages "${build_packages[@]}"
  build
  tests/cost/compare.sh "$build_dir/tests/cost" tests/cost/baseline.txt "$@"
}
