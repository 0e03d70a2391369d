# run_bench [BENCHMARK-OPTION…]: every state of every client and the pieces of the core, written as
# build-bench/*.json and as docs/performance.md. What counts are ratios within one run.
run_bench() {
  install_packages "${build_packages[@]}" "${bench_packages[@]}"
  build_bench
  taskset -pc 0 $$ >/dev/null # inherited by the servers (bench/one_processor.h)
  start_servers
  taskset -pc "0-$(($(nproc --all) - 1))" $$ >/dev/null
  say "Measuring"
  # In rounds of new processes: where a process has its memory makes a difference that repetitions in it do not show. And states in
  # turns: what else the machine does, it does to all of them.
  local program round
  for round in 1 2 3 4; do
    note "round $round"
    for program in build-bench/bench/*_bench; do
      program=${program##*/}
      program=${program%_bench}
      "build-bench/bench/${program}_bench" --benchmark_repetitions=4 --benchmark_min_time=0.08 --benchmark_enable_random_interleaving=true --benchmark_out_format=json \
        --benchmark_out="build-bench/$program-$round.json" "$@" >"build-bench/$program.txt" 2>&1 ||
        { cat "build-bench/$program.txt" >&2; die "${program}_bench failed"; }
    done
  done
  python3 bench/report.py build-bench docs/performance.md tests/cost/baseline.txt
  note "written: docs/performance.md, build-bench/*.json"
}
