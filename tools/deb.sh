# run_deb: makes the Debian packages for the Debian that it runs on, in build-deb, and prints their paths: dbspan, libdbspan0.1,
# libdbspan-dev and libdbspan-sdk-dev (cmake/DbspanPackages.cmake).
# run_deb check [SUITE…]: makes the packages in containers of these suites (bookworm, trixie, sid), and installs, uses and removes them in
# clean containers.
deb_dir=${DBSPAN_DEB_DIR:-build-deb}
package_options=(-DDBSPAN_TESTS=OFF -DDBSPAN_EXAMPLES=OFF -DCMAKE_UNITY_BUILD=ON)
shared_options=("${package_options[@]}" -DBUILD_SHARED_LIBS=ON -DDBSPAN_PACKAGES=ON -DDBSPAN_CLI=OFF)
run_deb() {
  if [[ ${1:-} == check ]]; then
    shift
    check_packages "$@"
    return
  fi
  install_packages "${build_packages[@]}" dpkg-dev file
  say "Building"
  make_packages "$deb_dir" "${package_options[@]}" -DCMAKE_INSTALL_LIBDIR=lib
  make_packages "$deb_dir-shared" "${shared_options[@]}"
  ls "$deb_dir"/*.deb
}

# make_packages DIR CMAKE-OPTION…
make_packages() {
  local dir=$1
  shift
  quietly "configuring" configure "$dir" -DCMAKE_INSTALL_PREFIX=/usr "$@"
  quietly "compiling" cmake --build "$dir"
  quietly "packing" cpack --config "$dir/CPackConfig.cmake" -B "$deb_dir"
}

check_packages() {
  use_docker
  local suite suites=("$@") dir command
  ((${#suites[@]})) || suites=(bookworm trixie sid)
  for suite in "${suites[@]}"; do
    say "The packages of $suite"
    debian_image "dbspan-build:$suite" build.Dockerfile "$suite" || return 1
    dir=$(realpath -m "build-docker/deb-$suite")
    mkdir -p "$dir"
    rm -f "$dir"/deb/*.deb
    quietly "made" run_in_container "$suite" -v "$dir:/build" -e DBSPAN_DEB_DIR=/build/deb -e CMAKE_BUILD_TYPE "dbspan-build:$suite" ./run deb
    quietly "installed, used and removed" in_clean_system "$suite" -v "$dir/deb:/packages:ro"
    # The package of the command that Debian 12 made is also installed in the later suites.
    command=$(compgen -G "build-docker/deb-bookworm/deb/dbspan_*.deb" || true)
    [[ -z $command || $suite == bookworm ]] ||
      quietly "dbspan of bookworm installed, used and removed" in_clean_system "$suite" -v "$(realpath "$command"):/packages/$(basename "$command"):ro"
  done
}

# in_clean_system SUITE DOCKER-OPTION…
in_clean_system() {
  local suite=$1
  shift
  docker run --rm --network host -v "$PWD:/src:ro" "$@" "debian:$suite" bash /src/tests/package/installed_deb.sh /packages
}
