# collectd, which collects statistics, with its plugin for Redis.
prepare() {
  cat >collectd.conf <<CONF
BaseDir "$PWD"
PIDFile "$PWD/pid"
Interval 1
LoadPlugin redis
LoadPlugin csv
<Plugin redis>
  <Node "example">
    Host "$REDIS_HOST"
    Port "$REDIS_PORT"
    <Query "LLEN l">
      Type "queue_length"
      Instance "l"
    </Query>
  </Node>
</Plugin>
<Plugin csv>
  DataDir "$PWD/csv"
</Plugin>
CONF
}
run() {
  redis-cli -p "$REDIS_PORT" CONFIG RESETSTAT >/dev/null
  local status=0
  # -T reads once. Under load, its threads may not have written everything when it ends, which collectd
  # reports.
  $TRACED collectd -T -f -C collectd.conf 2>errors || status=$?
  grep -v 'value lists were left after shutting down' errors >&2
  return $status
}
after() { (cd csv && find . -type f | sed 's/-[0-9-]*$//; s,^./[^/]*,,' | sort); }
