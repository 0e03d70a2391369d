# run_release: builds the files of a release in build-release/, if changelog and version agree. Does not change the repository.
# DBSPAN_REPOSITORY is the address of the repository, for the entry in OpenTelemetry's registry.
run_release() {
  local version heading sums repository=${DBSPAN_REPOSITORY:-}
  version=$(project_version)
  heading=$(grep "^## $version - 20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$" CHANGELOG.md) ||
    die "CHANGELOG.md has no section for $version: rename 'Unreleased' to '$version - $(date +%F)' (docs/releasing.md)"
  [[ -z $(git status --porcelain) ]] || die "the sources differ from the commit that would be released: commit first"
  run_deb
  run_abi
  rm -rf build-release
  mkdir build-release
  git archive --prefix="dbspan-$version/" -o "build-release/dbspan-$version.tar.gz" HEAD
  cp "$deb_dir"/*_"${version}"_*.deb build-release/
  cp -r build-abi/now build-release/abi
  awk -v heading="$heading" '/^## / { on = $0 == heading } on' CHANGELOG.md >build-release/notes.md
  if [[ $repository == https://* ]]; then
    sed "/^#/d; s|REPOSITORY|$repository|; s|RELEASED|${heading##* }|" docs/registry.yml >build-release/registry.yml
  else
    note "no registry.yml: DBSPAN_REPOSITORY is not the address of the repository"
  fi
  sums=$(cd build-release && find . -type f -printf '%P\n' | sort | xargs sha256sum)
  echo "$sums" >build-release/SHA256SUMS
  note "build-release has what belongs to $version"
}
