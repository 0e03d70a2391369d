# run_deb: makes the Debian package of the command: dbspan, libdbspan.so, the libraries next to it, manual page and completion. Prints the
# path of the package.
# run_deb check [SUITE…]: installs the package in clean containers of these suites (bookworm, trixie, sid), uses it there and removes it.
run_deb() {
  local package
  if [[ ${1:-} != check ]]; then
    make_deb
    echo "$package"
    return
  fi
  shift
  use_docker
  make_deb
  say "Checking the package in clean systems"
  local suite suites=("$@")
  ((${#suites[@]})) || suites=(bookworm trixie sid)
  for suite in "${suites[@]}"; do
    base_image "$suite"
    quietly "debian:$suite" docker run --rm --network host -v "$(realpath "$package"):/tmp/$(basename "$package"):ro" \
      -v "$PWD/tests/package/installed_deb.sh:/tmp/installed_deb.sh:ro" "debian:$suite" bash /tmp/installed_deb.sh "/tmp/$(basename "$package")"
  done
}

# make_deb: builds the package and sets `package` to its path.
make_deb() {
  install_packages "${build_packages[@]}" dpkg-dev
  say "Building"
  quietly "configuring" configure "$build_dir"
  quietly "compiling" cmake --build "$build_dir" --target dbspan_command
  say "Packing"
  local stage version
  stage=$(mktemp -d)
  version=$("$build_dir/cli/dbspan" version)
  version=${version#dbspan }
  DESTDIR=$stage/root quietly "installing" cmake --install "$build_dir" --prefix /usr --component command --strip
  gzip -9n "$stage/root/usr/share/man/man1/dbspan.1"
  mkdir -p "$stage/debian" "$stage/root/DEBIAN" "$stage/root/usr/share/doc/dbspan"
  cp LICENSE "$stage/root/usr/share/doc/dbspan/copyright"
  write_control "$stage" "$version"
  package=$build_dir/dbspan_${version}_$(dpkg --print-architecture).deb
  quietly "packing" dpkg-deb --root-owner-group --build "$stage/root" "$package"
  rm -rf "$stage"
}

# write_control STAGE VERSION
write_control() {
  local stage=$1 version=$2 depends
  # dpkg-shlibdeps only works in a source package.
  printf 'Source: dbspan\n\nPackage: dbspan\nArchitecture: any\n' >"$stage/debian/control"
  depends=$(cd "$stage" && dpkg-shlibdeps --ignore-missing-info -O root/usr/bin/dbspan root/usr/lib/libdbspan*.so 2>/dev/null)
  cat >"$stage/root/DEBIAN/control" <<END
Package: dbspan
Version: $version
Architecture: $(dpkg --print-architecture)
Section: utils
Priority: optional
Maintainer: dbspan maintainers <maintainers@localhost>
Depends: ${depends#shlibs:Depends=}
Recommends: libcurl4
Description: database and cache calls of a program, as a tree, a table and a page
 dbspan run runs a program without changing it and reports what it sent to
 Postgres, MySQL, MariaDB and Redis: which statements, how often, how long, how
 many rows, hits and misses, and how they failed.
END
}
