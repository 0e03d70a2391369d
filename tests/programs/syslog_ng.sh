# syslog-ng, with Redis as a destination.
prepare() {
  cat >syslog.conf <<CONF
@version: 3.38
source s { file("$PWD/messages" flags(no-parse) follow-freq(0.1)); };
destination d { redis(host("$REDIS_HOST") port($REDIS_PORT) command("HINCRBY" "messages" "\${MESSAGE}" "1")); };
log { source(s); destination(d); };
CONF
  printf 'one\ntwo\none\n' >messages
}
run() {
  $TRACED syslog-ng -F --no-caps -f syslog.conf -p "$PWD/pid" -c "$PWD/control" -R "$PWD/persist" >log 2>&1 &
  local pid=$! tries=0
  until [[ $(wc -l <"$PWD/messages") == 3 && -e control ]]; do ((++tries < 1200)) || return 99; sleep 0.1; done
  sleep 3
  kill "$pid"
  wait "$pid"
  echo "$?"
}
after() { redis-cli -p "$REDIS_PORT" HGETALL messages; }
