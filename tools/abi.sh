# run_abi [REVISION]: compares the ABI of the shared components with that of a revision, by default the last tag of the same minor version,
# and fails if programs built with that revision would not run any more. Without a tag, it compares with the description that
# `./run release` left in build-release for this minor version.
run_abi() {
  install_packages "${build_packages[@]}" abigail-tools
  local minor revision sources=$PWD/build-abi-sources status=0
  minor=$(project_version)
  minor=${minor%.*}
  revision=${1:-$(git tag --merged HEAD --list "v$minor.*" --sort=-version:refname | head -n 1)}
  describe_abi . now
  if [[ -n $revision ]]; then
    [[ -d $sources ]] || git worktree add -q --detach "$sources" "$revision"
    git -C "$sources" checkout -q --detach "$revision"
    CCACHE_BASEDIR=$sources describe_abi "$sources" "$revision"
    compare_abi "build-abi/$revision" build-abi/now || status=$?
    git worktree remove --force "$sources"
  elif compgen -G "build-release/dbspan-$minor.*.tar.gz" >/dev/null; then
    compare_abi build-release/abi build-abi/now || status=$?
  else
    echo "no release of $minor is tagged, so there is no ABI to compare with; build-abi/now describes this one"
  fi
  return $status
}

# describe_abi SOURCES NAME: builds the shared components of these sources, and writes their ABI with abidw to build-abi/NAME. abidw reads
# the types from the debug information.
describe_abi() {
  local sources=$1 out=build-abi/$2 library
  quietly "configuring $2" configure "$1/$deb_dir-shared" -S "$sources" -DDBSPAN_WERROR=OFF "${shared_options[@]}" \
    -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O2 -g -DNDEBUG"
  quietly "compiling $2" cmake --build "$1/$deb_dir-shared"
  rm -rf "$out"
  mkdir -p "$out"
  for library in "$1/$deb_dir-shared"/{,*/}libdbspan_*.so.*.*.*; do
    quietly "describing $(basename "$library")" abidw --out-file "$out/$(basename "${library%%.so*}").abi" "$library"
  done
}

# compare_abi OLD NEW: compares two descriptions. In the status of abidiff, bit 1 is an error and bit 8 an incompatible change. Names of
# detail/ count as well, because inline functions and the linked objects, which are part of programs, use them.
compare_abi() {
  local old=$1 new=$2 file status failed=0 changed=0 verdict=compatible
  for file in "$old"/*.abi; do
    status=0
    abidiff "$file" "$new/$(basename "$file")" || status=$?
    ((status == 0)) || ((++changed))
    ((!(status & 9))) || failed=1
  done
  ((!failed)) || verdict="not compatible"
  echo "$(find "$new" -name '*.abi' | wc -l) libraries compared with $old: $changed changed, $verdict"
  return $failed
}
