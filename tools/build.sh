# Building. One directory per configuration; the second build takes seconds.

build_dir=${DBSPAN_BUILD_DIR:-build}

compiler_launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)

# build [CMAKE-OPTION…]
build() {
  say "Building"
  quietly "configuring" cmake -S . -B "$build_dir" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DDBSPAN_WERROR="$(if [[ -n ${CI:-} ]]; then echo ON; else echo OFF; fi)" \
    "${compiler_launcher[@]}" "$@"
  quietly "compiling" cmake --build "$build_dir"
}

# The benchmarks are built for release, in a directory of their own.
build_bench() {
  say "Building the benchmarks"
  quietly "configuring" cmake --preset bench "${compiler_launcher[@]}"
  quietly "compiling" cmake --build --preset bench
}
