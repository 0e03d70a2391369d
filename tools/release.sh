# run_release: builds the files of a release in build-release/, if changelog and version agree. Does not change the repository.
run_release() {
  local version
  version=$(sed -n 's/^project(dbspan VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
  [[ -n $version ]] || die "CMakeLists.txt names no version"
  [[ -z $(git status --porcelain) ]] || die "the sources differ from the commit that would be released: commit first"
  grep -q "^## \[\?$version\]\?" CHANGELOG.md ||
    die "CHANGELOG.md has no section for $version: rename 'Unreleased' to '$version - $(date +%F)' (docs/releasing.md)"
  run_deb
  run_abi
  rm -rf build-release
  mkdir build-release
  git archive --prefix="dbspan-$version/" -o "build-release/dbspan-$version.tar.gz" HEAD
  cp "$deb_dir"/*_"${version}"_*.deb docs/registry.yml build-release/
  cp -r build-abi/now build-release/abi
  sed -n "/^## \[\?$version/,/^## /p" CHANGELOG.md | sed '$d' >build-release/notes.md
  (cd build-release && find . -type f ! -name SHA256SUMS -printf '%P\n' | sort | xargs sha256sum >SHA256SUMS)
  note "build-release has what belongs to $version"
}
