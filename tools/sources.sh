# Downloads Debian source packages of any release, for the clients' own tests. They are not committed.

# enter_upstream [RELEASE…]: prepares a command ./run upstream-…; sets upstream_dir and releases.
enter_upstream() {
  install_packages "${build_packages[@]}" "${upstream_packages[@]}"
  upstream_dir=${DBSPAN_UPSTREAM_DIR:-build-upstream}
  mkdir -p "$upstream_dir"
  upstream_dir=$(realpath "$upstream_dir")
  releases=("${@:-bookworm}")
  (($#)) || releases+=(trixie)
}

# debian_source PACKAGE RELEASE DIR: unpacks the package's source into DIR/PACKAGE.
debian_source() {
  local package=$1 release=$2 dir=$3 apt
  [[ ! -d $dir/$package ]] || return 0
  prepare_apt "$dir/apt-$release" deb-src "$release"
  (cd "$dir" && quietly "source of $package in $release" download_source "$package" "${apt[@]}")
  quietly "unpacking $package" unpack_source "$package" "$dir"
}

# download_source PACKAGE APT…: downloads a source package. A mirror may have only the upstream tarball, which contains all the tests.
download_source() {
  local package=$1
  shift
  "$@" source --download-only "$package" || "$@" source --tar-only --download-only "$package"
}

unpack_source() {
  local package=$1 dir=$2 tarballs
  if dpkg-source --no-check -x "$dir/${package}"_*.dsc "$dir/$package"; then return; fi
  tarballs=("$dir/${package}"_*.orig.tar.*)
  rm -rf "${dir:?}/$package"
  mkdir "$dir/$package"
  tar -xf "${tarballs[0]}" -C "$dir/$package" --strip-components=1
}
