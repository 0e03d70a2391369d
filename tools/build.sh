# Building. One directory per configuration; the second build takes seconds.

build_dir=${DBSPAN_BUILD_DIR:-build}

# Where only the example is built, for which no ccache is installed.
demo_dir=${DBSPAN_DEMO_DIR:-build-demo}

# Whatever is missing is an error here, and not left out.
all_components=(-DDBSPAN_LIBPQ=ON -DDBSPAN_PG=ON -DDBSPAN_REDIS=ON -DDBSPAN_MYSQLCLIENT=ON -DDBSPAN_MYSQL=ON -DDBSPAN_RECORDER=ON
  -DDBSPAN_SDK=ON)
compiler_launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)
# So that a file that several build directories compile alike is compiled once.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true

# build [CMAKE-OPTION…]
build() {
  say "Building"
  quietly "configuring" configure "$build_dir" "$@"
  quietly "compiling" cmake --build "$build_dir"
}

# build_only TARGET…
build_only() {
  say "Building"
  quietly "configuring" configure "$build_dir"
  quietly "compiling" cmake --build "$build_dir" --target "$@"
}

# build_demo: sets shop_traced to the example. One that `build` has made is brought up to date; else the example is built alone, in a
# directory of its own, as fast as it goes: without optimization, and with few translation units, which read OpenTelemetry's headers
# once each.
build_demo() {
  local dir=$demo_dir
  [[ ! -x $build_dir/examples/shop/shop_traced ]] || dir=$build_dir
  say "Building the example"
  [[ -e $dir/build.ninja ]] || quietly "configuring" cmake -S . -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE= \
    -DCMAKE_CXX_FLAGS=-O0 -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 "${all_components[@]}" \
    -DDBSPAN_TESTS=OFF -DDBSPAN_INSTALL=OFF
  quietly "compiling" cmake --build "$dir" --target shop_traced
  shop_traced=$dir/examples/shop/shop_traced
}

# configure DIR [CMAKE-OPTION…]
configure() {
  local dir=$1
  shift
  cmake -S . -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE="${CMAKE_BUILD_TYPE:-RelWithDebInfo}" \
    -DDBSPAN_WERROR="$(if [[ -n ${CI:-} ]]; then echo ON; else echo OFF; fi)" "${compiler_launcher[@]}" \
    "${all_components[@]}" "$@"
}

# configure_upstream DIR [CMAKE-OPTION…]: the clients' own tests, and of dbspan what they need. -DDBSPAN_PG=OFF etc. is the caller's.
configure_upstream() {
  configure "$@" -DDBSPAN_UPSTREAM=ON -DDBSPAN_RECORDER=OFF -DDBSPAN_SDK=OFF -DDBSPAN_TESTS=OFF -DDBSPAN_EXAMPLES=OFF -DDBSPAN_INSTALL=OFF
}

# The benchmarks have a directory of their own, and the flags of packages, -O2.
build_bench() {
  say "Building the benchmarks"
  quietly "configuring" cmake --preset bench "${compiler_launcher[@]}"
  quietly "compiling" cmake --build --preset bench
}
