# Installs Debian packages. Does nothing if all of them are installed.

# Packages that the library and the example need.
library_packages=(g++ cmake ninja-build pkg-config
  libpqxx-dev libpq-dev libhiredis-dev libmysqlcppconn-dev libmariadb-dev libboost-dev
  opentelemetry-cpp-dev libabsl-dev libprotobuf-dev protobuf-compiler libgrpc++-dev
  protobuf-compiler-grpc libcurl4-openssl-dev zlib1g-dev libprotozero-dev nlohmann-json3-dev)
build_packages=("${library_packages[@]}" ccache meson python3 libgtest-dev libgmock-dev catch2 doctest-dev libspdlog-dev valgrind shellcheck codespell)
server_packages=(postgresql redis-server mariadb-server)
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
lint_packages=(clang-format clang-tidy)

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

# Adds the backports of this release, from the mirror that the machine uses for the release itself.
add_backports() {
  local release file=/etc/apt/sources.list.d/dbspan-backports.sources
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  local entry
  entry=$(release_source "$release")
  [[ -n $entry ]] || die "no apt source of $release found to derive the one of $release-backports from"
  {
    echo "Types: deb"
    echo "$entry"
    echo "Suites: $release-backports"
    echo "Components: main"
  } >"$file"
}

# Prints the URIs and Signed-By lines of the machine's source of a release, in deb822 form.
release_source() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -e $file ]] || continue
    awk -v release="$1" 'BEGIN { RS = ""; FS = "\n" }
      { uris = key = suites = ""
        for (i = 1; i <= NF; i++) {
          if ($i ~ /^URIs:/) uris = $i
          if ($i ~ /^Signed-By:/) key = $i
          if ($i ~ /^Suites:/) suites = " " substr($i, 8) " " }
        if (index(suites, " " release " ")) { print uris; if (key != "") print key; exit } }' "$file" |
      grep . && return
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ ! -e $file ]] || cat "$file"
  done |
    awk -v release="$1" '$1 == "deb" {
        key = ""
        line = $0
        if (match(line, /\[[^]]*\]/)) {
          options = substr(line, RSTART + 1, RLENGTH - 2)
          sub(/\[[^]]*\] */, "", line)
          if (match(options, /signed-by=[^ ]*/)) key = substr(options, RSTART + 10, RLENGTH - 10) }
        split(line, part, " ")
        if (part[3] == release) { print "URIs: " part[2]; if (key != "") print "Signed-By: " key; exit } }'
}
