# Installs Debian packages. Does nothing if all of them are installed.

# Packages that the library and the example need.
library_packages=(g++ cmake ninja-build pkg-config
  libpqxx-dev libpq-dev libhiredis-dev libmysqlcppconn-dev libmariadb-dev libboost-dev
  opentelemetry-cpp-dev libabsl-dev libprotobuf-dev protobuf-compiler libgrpc++-dev
  protobuf-compiler-grpc libcurl4-openssl-dev zlib1g-dev libprotozero-dev nlohmann-json3-dev)
build_packages=("${library_packages[@]}" ccache meson python3 libgtest-dev libgmock-dev catch2 doctest-dev libspdlog-dev valgrind shellcheck codespell)
server_packages=(postgresql redis-server mariadb-server openssl)
# The other compiler: some tests use both.
compiler_packages=(clang)
# Programs that the tests trace unchanged.
traced_packages=(gunicorn libdbd-mysql-perl libdbd-pg-perl libredis-fast-perl php-cli php-pgsql python3-mysqldb python3-psycopg python3-psycopg2)
upstream_packages=(dpkg-dev make python3 redis-server redis-tools)
fuzz_packages=(clang libclang-rt-14-dev)
# Programs and shells that the tests of the command use.
view_packages=(php-cli php-pgsql python3-psycopg gron fish zsh man-db)
page_packages=(nodejs chromium fonts-dejavu-core)
# Compiler, emulator and programs for this machine, and libraries for arm64.
arm64_packages=(crossbuild-essential-arm64 qemu-user-static cmake ninja-build ccache pkg-config python3 protobuf-compiler protobuf-compiler-grpc
  libprotozero-dev nlohmann-json3-dev
  {libgtest,libgmock,libpqxx,libpq,libhiredis,libmysqlcppconn,libmariadb,opentelemetry-cpp,libabsl,libprotobuf,libgrpc++,libcurl4-openssl,zlib1g}-dev:arm64)
bench_packages=(libbenchmark-dev python3)
program_bench_packages=(sysbench)
lint_packages=(clang-format clang-tidy shellcheck codespell)

install_packages() {
  local package missing=() installed
  # dpkg-query fails if it does not know one of the packages.
  installed=" $({ dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } | sed -n 's/^installed //p' | tr '\n' ' ')"
  for package in "$@"; do [[ $installed == *" $package "* ]] || missing+=("$package"); done
  ((${#missing[@]} == 0)) && return
  ((EUID == 0)) || die "these Debian packages are missing, and only root can install them: ${missing[*]}"
  say "Installing ${#missing[@]} Debian packages"
  quietly "apt-get update" apt-get update
  if [[ " ${missing[*]} " == *" opentelemetry-cpp-dev"[\ :]* ]] && ! has_candidate opentelemetry-cpp-dev; then
    add_backports
    quietly "apt-get update, with backports" apt-get update
  fi
  # RUNLEVEL=1 keeps packages from starting their servers. The tests start their own, on other ports.
  quietly "apt-get install ${missing[*]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y --no-install-recommends "${missing[@]}"
}

has_candidate() { [[ $(apt-cache policy "$1") == *"  Candidate: "[0-9]* ]]; }

# install_node_modules DIR [PACKAGE…]: installs the packages, and the modules that DIR/package-lock.json names into DIR.
install_node_modules() {
  install_packages "${@:2}"
  # Debian's package of Node.js does not contain npm.
  command -v npm >/dev/null || install_packages npm
  quietly "npm ci" timeout 600 npm --prefix "$1" ci --no-audit --no-fund
}

codename() { (. /etc/os-release && echo "$VERSION_CODENAME"); }

# Adds the backports of this release, from the mirror that the machine uses for the release itself.
add_backports() {
  local entry
  entry=$(release_source) || die "no apt source of $(codename) found to derive the one of $(codename)-backports from"
  printf 'Types: deb\n%s\nSuites: %s-backports\nComponents: main\n' "$entry" "$(codename)" >/etc/apt/sources.list.d/dbspan-backports.sources
}

# Prints the URIs and Signed-By lines of the machine's source of its release, in deb822 form. apt knows a source after an update.
release_source() {
  local uri file
  # shellcheck disable=SC2016 # apt expands them
  read -r uri file < <(apt-get indextargets --format '$(REPO_URI) $(SOURCESENTRY)' 'Created-By: Packages' "Release: $(codename)" 'Component: main')
  [[ -n ${uri:-} ]] || return 1
  echo "URIs: $uri"
  grep -oiPm 1 '^[^#]*signed-by *[:=] *\K[^] ]+' "${file%:*}" | sed 's/^/Signed-By: /' || true
}

# prepare_apt DIR deb|deb-src SUITE…: sets the array apt to apt-get with these suites of Debian alone, whose lists are in DIR.
prepare_apt() {
  local dir=$1 type=$2 entry
  shift 2
  entry=$(release_source) || { apt-get -q update && entry=$(release_source); }
  mkdir -p "$dir"/{lists,archives}/partial "$dir/sources"
  printf 'Types: %s\n%s\nSuites: %s\nComponents: main\n' "$type" "$entry" "$*" >"$dir/sources/suites.sources"
  # The Release file of sid may have expired.
  apt=(apt-get -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$dir/sources" -o "Dir::State::lists=$dir/lists"
    -o "Dir::Cache=$dir" -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root)
  quietly "package lists of $*" "${apt[@]}" update
}

# unpack_package SUITE PACKAGE DIR: unpacks a package of another suite into DIR, without installing it.
unpack_package() {
  local suite=$1 package=$2 dir=$3 apt state
  [[ ! -d $dir ]] || return 0
  state=$(mktemp -d "${TMPDIR:-/tmp}/dbspan-apt.XXXXXX")
  prepare_apt "$state" deb "$suite"
  (cd "$state" && quietly "$package of $suite" "${apt[@]}" download "$package") && dpkg -x "$state/$package"_*.deb "$dir"
  rm -rf "$state"
}
