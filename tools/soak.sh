# run_soak [SECONDS]: mixed load on all clients with switches flipping. Fails if the memory grows.
run_soak() {
  install_packages "${build_packages[@]}" "${bench_packages[@]}"
  build_bench
  start_servers
  say "Soaking"
  build-bench/bench/soak "${1:-1800}"
}
