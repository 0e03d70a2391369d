# run_bench [BENCHMARK-OPTION…]: the core beside spans written by hand; what counts is the ratio in one run.
run_bench() {
  install_packages "${build_packages[@]}" "${bench_packages[@]}"
  quietly "configuring" cmake --preset bench "${compiler_launcher[@]}"
  quietly "compiling" cmake --build --preset bench
  say "Measuring"
  build-bench/bench/core_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true "$@"
}
