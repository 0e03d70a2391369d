# webdis, which offers Redis over HTTP: it uses the asynchronous API in its own threads.
run() {
  local port=$((20000 + RANDOM % 12000)) tries=0
  printf '{"redis_host": "%s", "redis_port": %s, "http_host": "127.0.0.1", "http_port": %s, "threads": 2, "pool_size": 1, "daemonize": false, "verbosity": 0, "logfile": "webdis.log", "acl": [{"disabled": []}]}' \
    "$REDIS_HOST" "$REDIS_PORT" $port >webdis.json
  $TRACED webdis webdis.json >/dev/null 2>&1 &
  local pid=$!
  until curl -s "http://127.0.0.1:$port/SET/a/1" >/dev/null; do ((++tries < 1200)) || return 99; sleep 0.1; done
  for path in GET/a INCR/a GET/none LPUSH/l/x/y LRANGE/l/0/-1 LPUSH/a/x; do curl -s "http://127.0.0.1:$port/$path"; echo; done
  sleep 1
  kill "$pid"
  wait "$pid"
  echo "$?"
}
