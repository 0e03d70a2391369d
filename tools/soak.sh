# run_soak [SECONDS]: runs mixed load on all clients while switches change, and fails if the memory grows.
run_soak() {
  install_packages "${build_packages[@]}" "${bench_packages[@]}"
  build_bench
  start_servers
  say "Soaking"
  build-bench/bench/soak "${1:-1800}"
}
