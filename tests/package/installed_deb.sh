#!/usr/bin/env bash
# Installs the packages of ./run deb in a clean Debian, as root, uses them as a new user would, and checks
# that removing them leaves nothing. The user traces psql, builds and runs the programs of README.md, and
# builds the site.
# usage: installed_deb.sh DIRECTORY
set -euo pipefail
packages=$1
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
sources=$here/../..
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 RUNLEVEL=1
cd "$sources"
# shellcheck source=/dev/null
for part in report debian_packages docker servers; do source "tools/$part.sh"; done

fail() {
  printf 'FAIL: %s\n' "$1" >&2
  exit 1
}

install() { apt-get install -qy --no-install-recommends "$@"; }

list_files() { find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /var/cache -o -path /var/log -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /dev -o -path /run -o -path /var/lib/postgresql -o -path /var/lib/redis -o -path /var/lib/mysql -o -path /home/newcomer -o -path /src -o -path /packages -o -name 'ld.so.cache' -o -path /var/lib/systemd -o -name __pycache__ \) -prune -o -print | sort; }
list_packages() { dpkg-query -W -f '${Package} ${Status}\n' | sort; }

# check_removal COMMAND PACKAGE…: installs the packages, runs the command, removes all packages that were
# installed since, and fails if files or packages are left.
check_removal() {
  local command=$1 package files=()
  shift
  list_files >/tmp/files_before
  list_packages >/tmp/packages_before
  for package in "$@"; do files+=("$packages/${package}"_*.deb); done
  install "${files[@]}"
  "$command"
  comm -13 /tmp/packages_before <(list_packages) | awk '{ print $1 }' | xargs -r apt-get purge -qy
  list_packages | diff /tmp/packages_before - || fail "packages are left"
  list_files | diff /tmp/files_before - || fail "files are left"
}

# Runs a command in the home of the user who has no rights of root.
as_newcomer() { (cd /home/newcomer && runuser -u newcomer -- env HOME=/home/newcomer "$@"); }

use_command() {
  local path status=0
  for path in bin/dbspan bin/dbspan-rings share/man/man1/dbspan.1.gz share/bash-completion/completions/dbspan share/doc/dbspan/copyright; do
    dpkg -L dbspan | grep -qx "/usr/$path" || fail "/usr/$path is missing"
  done
  dbspan version
  as_newcomer dbspan run -- psql -qc 'SELECT 40 + 2 AS answer' -c 'SELECT * FROM nowhere' "$DBSPAN_TEST_PG_URL" >/tmp/out 2>/tmp/report || status=$?
  cat /tmp/out /tmp/report
  [[ $status == 1 ]] || fail "the status is not psql's, but $status"
  grep -q '42' /tmp/out || fail "psql's output is not there"
  grep -q '└─ SELECT nowhere' /tmp/report || fail "there is no tree"
  grep -q 'ERROR 42P01' /tmp/report || fail "the error is missing"
  as_newcomer dbspan run -q --html report.html --json run.jsonl -- psql -qtc 'SELECT 1' "$DBSPAN_TEST_PG_URL"
  grep -q Content-Security-Policy /home/newcomer/report.html || fail "there is no page"
  as_newcomer dbspan view run.jsonl | grep -q '1 operation' || fail "the file cannot be viewed"
  as_newcomer dbspan doctor -- psql || fail "doctor does not find psql traced"
  # The dynamic linker ignores LD_PRELOAD for set-user-ID programs of other users; dbspan must report that.
  cp /usr/bin/sqlite3 /tmp/set-user-id && chmod 4755 /tmp/set-user-id
  { as_newcomer dbspan doctor -- /tmp/set-user-id || true; } | grep -q 'is set-user-ID' || fail "a set-user-ID program is not told apart"
}

# Builds the program of examples/meson with CMake and with pkg-config. It needs the package of one client
# only. Then follows README.md.
use_libraries() {
  local program redis=${DBSPAN_TEST_REDIS_URL#redis://}
  install libhiredis-dev
  mkdir /tmp/cart
  cp "$sources/examples/meson/cart.cc" /tmp/cart
  cat >/tmp/cart/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(cart LANGUAGES C CXX)
find_package(dbspan 0.1 REQUIRED COMPONENTS redis sdk)
add_executable(cart cart.cc)
target_link_libraries(cart PRIVATE dbspan::redis dbspan::sdk)
END
  cmake -S /tmp/cart -B /tmp/cart/build
  cmake --build /tmp/cart/build
  # shellcheck disable=SC2046 # flags are words
  g++ -std=c++17 /tmp/cart/cart.cc -o /tmp/cart/by_pkgconfig $(pkg-config --cflags --libs dbspan-redis dbspan-sdk)
  for program in build/cart by_pkgconfig; do
    "/tmp/cart/$program" "${redis%:*}" "${redis#*:}" | tee /tmp/tree
    grep -q '─ GET' /tmp/tree || fail "$program draws no tree"
  done
  readelf -d /tmp/cart/by_pkgconfig | grep -q 'NEEDED.*libdbspan_redis.so.0.1]' || fail "the program does not ask for libdbspan_redis.so.0.1"
  install libpqxx-dev libmysqlcppconn-dev libmariadb-dev
  as_newcomer python3 -B "$here/readme.py" "$sources/README.md" /usr readme || fail "the programs of README.md do not print the lines that it shows"
  # At run time, the program needs only the package of the libraries.
  apt-get purge -qy libdbspan-sdk-dev libdbspan-dev
  ldd /tmp/cart/by_pkgconfig | grep libdbspan_ | grep -q 'not found' && fail "libdbspan0.1 has not all that the program needs"
  return 0
}

read_site() {
  as_newcomer mkdocs build --strict --quiet -f "$sources/mkdocs.yml" -d /home/newcomer/site
  local page
  for page in index configuration/index run/index security/index troubleshooting/index; do
    [[ -s /home/newcomer/site/$page.html ]] || fail "the site has no page $page"
  done
  grep -q 'dbspan run -- psql' /home/newcomer/site/index.html || fail "the site does not begin with the quick start"
}

# The Release file of sid may have expired.
echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/99valid-until
apt-get update -q
install "${server_packages[@]}" sqlite3
useradd -m newcomer
start_servers
check_removal use_command dbspan
[[ -z $(find /dev/shm /tmp -maxdepth 1 -name 'dbspan-*' ! -name '*.deb' ! -path "$server_dir") ]] || fail "temporary files are left"
if compgen -G "$packages/libdbspan-dev_*.deb" >/dev/null; then
  if ! has_candidate opentelemetry-cpp-dev; then
    add_backports
    apt-get update -q
  fi
  install g++ cmake make ninja-build pkg-config python3 mkdocs mkdocs-material
  check_removal use_libraries libdbspan-dev libdbspan-sdk-dev libdbspan0.1
  read_site
fi
echo "installed, used as a new user and removed"
