# The TURN server coturn, with its users in Redis.
run() {
  local users="ip=$REDIS_HOST dbname=0 port=$REDIS_PORT connect_timeout=5" action
  for action in "-a -u alice -p secret" "-a -u bob -p secret" "-d -u bob" -l; do
    # shellcheck disable=SC2086  # words
    $TRACED turnadmin -N "$users" $action -r example.org 2>&1 | sed 's/^[0-9]*: *//; s/turn_[0-9]*_/turn_/'
  done
}
after() { redis-cli -p "$REDIS_PORT" KEYS '*' | sort; }
