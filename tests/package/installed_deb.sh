#!/usr/bin/env bash
# Installs the packages of ./run deb in a clean Debian, as root, uses them, and checks that removing them
# leaves nothing.
# usage: installed_deb.sh DIRECTORY
set -euo pipefail
packages=$1
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 RUNLEVEL=1

fail() {
  printf 'FAIL: %s\n' "$1" >&2
  exit 1
}

install() { apt-get install -qy --no-install-recommends "$@"; }

list_files() { find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /var/cache -o -path /var/log -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /dev -o -path /run -o -path /var/lib/postgresql -o -path /var/lib/redis -o -path /src -o -path /packages -o -name 'ld.so.cache' -o -path /var/lib/systemd -o -name __pycache__ \) -prune -o -print | sort; }
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

in_shop() { runuser -u postgres -- "$@"; }

use_command() {
  local path status=0
  for path in bin/dbspan bin/dbspan-rings share/man/man1/dbspan.1.gz share/bash-completion/completions/dbspan share/doc/dbspan/copyright; do
    dpkg -L dbspan | grep -qx "/usr/$path" || fail "/usr/$path is missing"
  done
  dbspan version
  pg_ctlcluster "$(ls /etc/postgresql)" main start
  cd /tmp
  in_shop dbspan run -- psql -qc 'SELECT 40 + 2 AS answer' -c 'SELECT * FROM nowhere' >/tmp/out 2>/tmp/report || status=$?
  [[ $status == 1 ]] || fail "the status is not psql's, but $status"
  cat /tmp/out /tmp/report
  grep -q '42' /tmp/out || fail "psql's output is not there"
  grep -q '└─ SELECT nowhere' /tmp/report || fail "there is no tree"
  grep -q 'ERROR 42P01' /tmp/report || fail "the error is missing"
  in_shop dbspan run -q --html /tmp/report.html --json /tmp/run.jsonl -- psql -qtc 'SELECT 1'
  grep -q Content-Security-Policy /tmp/report.html || fail "there is no page"
  in_shop dbspan view /tmp/run.jsonl | grep -q '1 operation' || fail "the file cannot be viewed"
  in_shop dbspan doctor -- psql || fail "doctor does not find psql traced"
  # The dynamic linker ignores LD_PRELOAD for set-user-ID programs of other users; dbspan must report that.
  cp /usr/bin/sqlite3 /tmp/set-user-id && chmod 4755 /tmp/set-user-id
  { in_shop dbspan doctor -- /tmp/set-user-id || true; } | grep -q 'is set-user-ID' || fail "a set-user-ID program is not told apart"
}

# Builds the program of examples/meson with CMake and with pkg-config. It needs the package of one client
# only.
use_libraries() {
  local program port=$((20000 + RANDOM % 12000))
  install libhiredis-dev
  mkdir /tmp/cart
  cp "$here/../../examples/meson/cart.cc" /tmp/cart
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
  redis-server --port $port --save '' --daemonize yes --dir /tmp >/dev/null
  for program in build/cart by_pkgconfig; do
    /tmp/cart/$program 127.0.0.1 $port | tee /tmp/tree
    grep -q '─ GET' /tmp/tree || fail "$program draws no tree"
  done
  readelf -d /tmp/cart/by_pkgconfig | grep -q 'NEEDED.*libdbspan_redis.so.0.1]' || fail "the program does not ask for libdbspan_redis.so.0.1"
  redis-cli -p $port shutdown nosave
  # At run time, the program needs only the package of the libraries.
  apt-get purge -qy libdbspan-sdk-dev libdbspan-dev
  ldd /tmp/cart/by_pkgconfig | grep libdbspan_ | grep -q 'not found' && fail "libdbspan0.1 has not all that the program needs"
  return 0
}

# The Release file of sid may have expired.
echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/99valid-until
apt-get update -q
install postgresql sqlite3
check_removal use_command dbspan
[[ -z $(find /dev/shm /tmp -maxdepth 1 -name 'dbspan-*' ! -name '*.deb') ]] || fail "temporary files are left"
if compgen -G "$packages/libdbspan-dev_*.deb" >/dev/null; then
  if ! apt-cache policy opentelemetry-cpp-dev | grep -q 'Candidate: [0-9]'; then
    cd "$here/../.."
    # shellcheck source=/dev/null
    for part in report debian_packages; do source "tools/$part.sh"; done
    trap - EXIT
    add_backports
    apt-get update -q
  fi
  install g++ cmake make pkg-config redis-server
  check_removal use_libraries libdbspan-dev libdbspan-sdk-dev libdbspan0.1
fi
echo "installed, used and removed"
