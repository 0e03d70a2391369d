# run_release: builds the files of a release in build-release/, if changelog and version agree. Does not change the repository.
run_release() {
  local version
  version=$(sed -n 's/^project(dbspan VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
  [[ -n $version ]] || die "CMakeLists.txt names no version"
  [[ -z $(git status --porcelain) ]] || die "the sources differ from the commit that would be released: commit first"
  grep -q "^## \[\?$version\]\?" CHANGELOG.md ||
    die "CHANGELOG.md has no section for $version: rename 'Unreleased' to '$version - $(date +%F)' (docs/releasing.md)"
  rm -rf build-release
  mkdir build-release
  git archive --prefix="dbspan-$version/" -o "build-release/dbspan-$version.tar.gz" HEAD
  # shellcheck source=/dev/null
  source tools/deb.sh
  local package
  package=$(run_deb | tail -1)
  cp "$package" build-release/
  (cd build-release && sha256sum -- * >SHA256SUMS)
  note "build-release has what belongs to $version"
}
