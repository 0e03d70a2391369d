# run_bench [--quick]: measures the cost of dbspan and writes the tables of docs/performance.md. The figures are also in
# build-bench/results.json (bench/README.md).
run_bench() {
  install_packages "${build_packages[@]}" "${bench_packages[@]}"
  build_bench
  install_optional "sysbench" "${program_bench_packages[@]}"
  install_node_programs
  # Enough descriptors for 10,000 connections of a bare and of a traced client.
  ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
  local redis_options=(--maxclients 30000)
  # The caller and the servers share a processor (bench/one_processor.h); the servers inherit the affinity of this shell.
  taskset -pc 0 $$ >/dev/null
  start_servers
  taskset -pc "0-$(($(nproc --all) - 1))" $$ >/dev/null
  say "Measuring"
  python3 -B bench/run.py "$@" build-bench docs/performance.md
  note "written: docs/performance.md, build-bench/results.json"
}

# install_optional WHAT PACKAGE…: installs packages; if that fails, the benchmarks that need them are skipped.
install_optional() {
  local what=$1
  shift
  (install_packages "$@") || note "$what: no packages; left out"
}

# Installs the comparison with OpenTelemetry JS into build-bench/node.
install_node_programs() {
  local dir=build-bench/node
  mkdir -p "$dir"
  cp bench/programs/{calls.cjs,package.json,package-lock.json} "$dir"
  (install_node_modules "$dir" nodejs) || note "OpenTelemetry JS is left out"
}
