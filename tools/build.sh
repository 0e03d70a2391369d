# Functions that build dbspan. Each configuration has its own build directory, so a second build takes seconds.

build_dir=${DBSPAN_BUILD_DIR:-build}

# ccache is not installed if only the example is built.
demo_dir=${DBSPAN_DEMO_DIR:-build-demo}

# Makes a missing client or library an error; by default CMake would skip it.
all_components=(-DDBSPAN_LIBPQ=ON -DDBSPAN_PG=ON -DDBSPAN_REDIS=ON -DDBSPAN_MYSQLCLIENT=ON -DDBSPAN_MYSQL=ON -DDBSPAN_RECORDER=ON
  -DDBSPAN_SDK=ON)
compiler_launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)
# Lets ccache share an object between build directories that compile a file with the same options.
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

# build_demo: sets shop_traced to the path of the example's program. Updates the one that `build` has built, if there is one. Otherwise
# builds only the example, in a separate directory and as fast as possible: without optimization, and with few translation units, each of
# which reads OpenTelemetry's headers once.
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

# configure DIR [CMAKE-OPTION…]. The debug information is limited to what a stack trace needs. With all of it, the hundreds of test programs
# would take 13 GB of the disk instead of 4.
configure() {
  local dir=$1
  shift
  cmake -S . -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE="${CMAKE_BUILD_TYPE:-RelWithDebInfo}" \
    -DCMAKE_C_FLAGS_RELWITHDEBINFO="-O2 -g1 -DNDEBUG" -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O2 -g1 -DNDEBUG" \
    -DDBSPAN_WERROR="$(if [[ -n ${CI:-} ]]; then echo ON; else echo OFF; fi)" "${compiler_launcher[@]}" \
    "${all_components[@]}" "$@"
}

# build_upstream DIR [CMAKE-OPTION…]: builds the clients' own tests and the parts of dbspan that they need. The caller selects the clients
# (-DDBSPAN_PG=OFF …).
build_upstream() {
  configure "$@" -DDBSPAN_UPSTREAM=ON -DDBSPAN_RECORDER=OFF -DDBSPAN_SDK=OFF -DDBSPAN_TESTS=OFF -DDBSPAN_EXAMPLES=OFF -DDBSPAN_INSTALL=OFF &&
    cmake --build "$1"
}

# The benchmarks have a separate directory, and the compiler flags of packages, -O2.
build_bench() {
  say "Building the benchmarks"
  quietly "configuring" cmake --preset bench "${compiler_launcher[@]}"
  quietly "compiling" cmake --build --preset bench
}
