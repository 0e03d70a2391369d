# Functions that build dbspan. Each configuration has its own build directory, so a second build takes seconds.

build_dir=${DBSPAN_BUILD_DIR:-build}

# ccache is not installed if only the example is built.
demo_dir=${DBSPAN_DEMO_DIR:-build-demo}

compiler_launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)
# Lets ccache share an object between build directories that compile a file with the same options.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true

project_version() { sed -n 's/^project(dbspan VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt; }

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
  [[ -e $dir/build.ninja ]] || quietly "configuring" cmake --preset default -B "$dir" -DCMAKE_BUILD_TYPE= -DCMAKE_CXX_FLAGS=-O0 \
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 -DDBSPAN_WERROR=OFF -DDBSPAN_TESTS=OFF -DDBSPAN_INSTALL=OFF
  quietly "compiling" cmake --build "$dir" --target shop_traced
  shop_traced=$dir/examples/shop/shop_traced
}

# configure DIR [CMAKE-OPTION…]
configure() {
  cmake --preset default -B "$1" -DCMAKE_BUILD_TYPE="${CMAKE_BUILD_TYPE:-RelWithDebInfo}" \
    -DDBSPAN_WERROR="$(if [[ -n ${CI:-} ]]; then echo ON; else echo OFF; fi)" "${compiler_launcher[@]}" "${@:2}"
}

# build_preset PRESET [TARGET…]
build_preset() {
  quietly "configuring" cmake --preset "$1" "${compiler_launcher[@]}"
  quietly "compiling" cmake --build --preset "$1" --target "${@:2}"
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
  build_preset bench all
}
