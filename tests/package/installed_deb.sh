#!/usr/bin/env bash
# In a clean Debian, as root: installs the package, looks at a program with it, and removes it without a trace.
# usage: installed_deb.sh PACKAGE
set -euo pipefail
package=$1
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

fail() {
  printf 'FAIL: %s\n' "$1" >&2
  exit 1
}

# The Release file of sid may be past its date.
echo 'Acquire::Check-Valid-Until "false";' >/etc/apt/apt.conf.d/99valid-until
apt-get update -q
apt-get install -qy --no-install-recommends postgresql sqlite3

files() { find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /var/cache -o -path /var/log -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /dev -o -path /run -o -path /var/lib/postgresql -o -name 'ld.so.cache' -o -path /var/lib/systemd \) -prune -o -print | sort; }
packages() { dpkg-query -W -f '${Package} ${Status}\n' | sort; }
files >/tmp/files_before
packages >/tmp/packages_before

apt-get install -qy --no-install-recommends "$package"
for path in bin/dbspan share/man/man1/dbspan.1.gz share/bash-completion/completions/dbspan share/doc/dbspan/copyright; do
  dpkg -L dbspan | grep -qx "/usr/$path" || fail "/usr/$path is missing"
done
dbspan version
pg_ctlcluster "$(ls /etc/postgresql)" main start
cd /tmp
in_shop() { runuser -u postgres -- "$@"; }
status=0
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
# The dynamic linker ignores LD_PRELOAD for a set-user-ID program of another user; dbspan says so.
cp /usr/bin/sqlite3 /tmp/set-user-id && chmod 4755 /tmp/set-user-id
{ in_shop dbspan doctor -- /tmp/set-user-id || true; } | grep -q 'is set-user-ID' || fail "a set-user-ID program is not told apart"

apt-get purge -qy dbspan
packages >/tmp/packages_between
comm -13 /tmp/packages_before /tmp/packages_between | awk '{ print $1 }' | xargs -r apt-get purge -qy
packages | diff /tmp/packages_before - || fail "packages are left"
files | diff /tmp/files_before - || fail "files are left"
[[ -z $(find /dev/shm /tmp -maxdepth 1 -name 'dbspan-*' ! -name '*.deb') ]] || fail "temporary files are left"
echo "installed, used and removed"
