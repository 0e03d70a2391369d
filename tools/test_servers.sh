#!/usr/bin/env bash
# test_servers.sh start|stop FILE: starts or stops the servers of `./run serve` for ctest. Writes their variables to FILE; tests read it
# if a variable is not set. If all variables are set, no server is started.
set -euo pipefail

command=$1 file=$2
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stop() {
  [[ -e $file.pid ]] || return 0
  kill -TERM "$(cat "$file.pid")" 2>/dev/null || true
  rm -f "$file" "$file.pid"
}

start() {
  stop
  : >"$file"
  [[ -z ${DBSPAN_TEST_PG_URL:-} || -z ${DBSPAN_TEST_REDIS_URL:-} || -z ${DBSPAN_TEST_MYSQL_URL:-} ]] || return 0
  setsid ./run serve >"$file.log" 2>&1 </dev/null &
  echo $! >"$file.pid"
  until grep -qx ready "$file.log"; do
    kill -0 "$(cat "$file.pid")" 2>/dev/null || { cat "$file.log" >&2; rm -f "$file.pid"; return 1; }
    sleep 0.1
  done
  grep '^DBSPAN_TEST_.*_URL=' "$file.log" >"$file"
}

"$command"
