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
  note "the recorder"
  for program in redis pg mysql; do
    "build-bench/bench/${program}_recorder" || die "${program}_recorder failed"
  done >build-bench/recorder.md
  build-bench/bench/recorder_rate 50000 60 >build-bench/recorder-rate.txt || die "recorder_rate failed"
  bench_programs
  python3 bench/report.py build-bench docs/performance.md tests/cost/baseline.txt
  note "written: docs/performance.md, build-bench/*.json"
}

# bench_programs: pgbench and sysbench, preloaded, and the clients of Node.js with OpenTelemetry's instrumentation (bench/programs).
bench_programs() {
  say "Measuring whole programs"
  install_packages "${program_bench_packages[@]}"
  command -v npm >/dev/null || install_packages npm
  quietly "compiling" cmake --build --preset bench --target dbspan_preload
  quietly "npm ci" npm --prefix bench/programs ci --no-audit --no-fund
  python3 bench/programs/programs.py build-bench/libdbspan.so build-bench/programs.json
}
