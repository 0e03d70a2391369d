# Building. One directory per configuration; the second build takes seconds.

build_dir=${DBSPAN_BUILD_DIR:-build}

compiler_launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)
# So that a file that several build directories compile alike is compiled once.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true

# build [CMAKE-OPTION…]
build() {
  say "Building"
  quietly "configuring" configure "$build_dir" "$@"
  quietly "compiling" cmake --build "$build_dir"
}

# configure DIR [CMAKE-OPTION…]
configure() {
  local dir=$1
  shift
  cmake -S . -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DDBSPAN_WERROR="$(if [[ -n ${CI:-} ]]; then echo ON; else echo OFF; fi)" "${compiler_launcher[@]}" "$@"
}

# configure_upstream DIR [CMAKE-OPTION…]: the clients' own tests, and of dbspan what they need. -DDBSPAN_PG=OFF etc. is the caller's.
configure_upstream() {
  configure "$@" -DDBSPAN_UPSTREAM=ON -DDBSPAN_RECORDER=OFF -DDBSPAN_SDK=OFF -DDBSPAN_TESTS=OFF -DDBSPAN_EXAMPLES=OFF -DDBSPAN_INSTALL=OFF
}

# The benchmarks are built for release, in a directory of their own.
build_bench() {
  say "Building the benchmarks"
  quietly "configuring" cmake --preset bench "${compiler_launcher[@]}"
  quietly "compiling" cmake --build --preset bench
}
