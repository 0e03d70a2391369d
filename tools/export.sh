# run_export [--short]: sends the telemetry of the example and the recorder to third-party receivers, and checks what they received. The
# example uses OTLP over HTTP and gRPC to a receiver that decodes with OpenTelemetry's own Python package; PromQL queries check the
# durations in Prometheus. The recorder uses all protocols, also with TLS, and receivers that throttle, fail, hang and reject. Without
# --short, its metrics also go to VictoriaMetrics, which has its own OTLP decoder, and to Prometheus's OTLP receiver, if a package has it.
run_export() {
  install_packages "${build_packages[@]}" python3-opentelemetry-proto python3-grpcio prometheus curl openssl
  build
  start_servers
  say "Exporting"
  local failed=0
  export_to_receiver http http/protobuf || failed=1
  export_to_receiver grpc grpc || failed=1
  export_to_prometheus || failed=1
  dashboards_at_prometheus || failed=1
  export_recorder || failed=1
  if [[ ${1:-} != --short ]]; then
    recorder_to_victoria_metrics || failed=1
    recorder_to_prometheus trixie --enable-feature=otlp-write-receiver || failed=1
    recorder_to_prometheus sid --web.enable-otlp-receiver || failed=1
  fi
  return $failed
}

# export_recorder: checks the exports of dbspan::recorder over every protocol, plain and with TLS, and random messages of its encoder.
export_recorder() {
  local failed=0 certificate=$server_dir/receiver.pem key=$server_dir/receiver.key tls=()
  quietly "openssl req" openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$key" -out "$certificate"
  recorder_to_receiver plain http http://127.0.0.1 20 OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf || failed=1
  recorder_to_receiver json http http://127.0.0.1 20 OTEL_EXPORTER_OTLP_PROTOCOL=http/json || failed=1
  recorder_to_receiver gzip http http://127.0.0.1 20 OTEL_EXPORTER_OTLP_COMPRESSION=gzip || failed=1
  recorder_to_receiver rpc grpc http://127.0.0.1 20 OTEL_EXPORTER_OTLP_PROTOCOL=grpc || failed=1
  recorder_to_receiver rpc_gzip grpc http://127.0.0.1 20 OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_COMPRESSION=gzip || failed=1
  tls=("$certificate" "$key")
  recorder_to_receiver tls http https://127.0.0.1 20 OTEL_EXPORTER_OTLP_CERTIFICATE="$certificate" || failed=1
  recorder_to_receiver rpc_tls grpc https://127.0.0.1 20 OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_CERTIFICATE="$certificate" || failed=1
  recorder_to_receiver distrusted http https://127.0.0.1 0 || failed=1
  /usr/bin/python3 tests/recorder/export/bad_receivers.py "$build_dir/tests/recorder/recorder_program" || failed=1
  "$build_dir/tests/recorder/export/encoding_samples" "${DBSPAN_SEED:-1}" 200 | /usr/bin/python3 tests/recorder/export/check_encoding.py || failed=1
  return $failed
}

# recorder_to_receiver NAME http|grpc URL EXPECTED [VARIABLE…]: checks that the spans and durations of 20 operations, or none of them,
# arrive.
recorder_to_receiver() {
  local name=recorder_$1 url=$3 expected=$4 got=$server_dir/received-recorder_$1 log=$server_dir/log-$1 spans measured
  start_receiver "$2" "$name" "${tls[@]}"
  # Sends several requests, because the first one over a connection differs from the others.
  env DBSPAN_LOG="$log" DBSPAN_EXIT_TIMEOUT=10000 OTEL_BSP_MAX_EXPORT_BATCH_SIZE=5 \
    OTEL_EXPORTER_OTLP_ENDPOINT="$url:$receiver_port" "${@:5}" \
    "$build_dir/tests/recorder/recorder_program" return
  kill -TERM "$receiver"
  wait "$receiver" || true
  spans=$(grep -c '^span dbspan.redis GET SPAN_KIND_CLIENT' "$got" || true)
  measured=$(awk '$1 == "metric" && $3 == "db.client.operation.duration" { sum += $5 } END { print sum - 0 }' "$got")
  note "recorder, $1: $spans spans arrived, and $measured durations"
  ((spans == expected && measured == expected)) && { ((expected > 0)) || grep -q 'could not export' "$log"; }
}

run_shop() {
  "$build_dir/examples/shop/shop_traced" "$DBSPAN_TEST_PG_URL" "$DBSPAN_TEST_REDIS_URL" "$DBSPAN_TEST_MYSQL_URL" >"$server_dir/shop"
}

# start_receiver http|grpc NAME [CERTIFICATE KEY]: starts a receiver; sets receiver (its process id) and receiver_port.
start_receiver() {
  /usr/bin/python3 tests/recorder/export/receiver.py "$1" "$server_dir/received-$2" "${@:3}" >"$server_dir/port-$2" &
  receiver=$!
  server_pids+=("$receiver")
  until [[ -s $server_dir/port-$2 ]]; do
    kill -0 "$receiver" 2>/dev/null || die "the receiver did not start"
    sleep 0.1
  done
  receiver_port=$(<"$server_dir/port-$2")
}

# export_to_receiver NAME PROTOCOL: checks that the example's own spans and the span and the duration of every call arrive.
export_to_receiver() {
  local name=$1 protocol=$2 got=$server_dir/received-$1 calls own measured
  start_receiver "$name" "$name"
  OTEL_EXPORTER_OTLP_PROTOCOL=$protocol OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$receiver_port run_shop
  kill -TERM "$receiver"
  wait "$receiver" || true
  calls=$(grep -c SPAN_KIND_CLIENT "$got")
  own=$(grep -cE '^span shop (load|checkout) SPAN_KIND_INTERNAL' "$got")
  measured=$(awk '$1 == "metric" && $3 == "db.client.operation.duration" && $4 == "s" { sum += $5 } END { print sum - 0 }' "$got")
  note "$protocol: spans of $calls calls and $own pieces of the example's work arrived, and $measured durations"
  ((calls > 0 && own == 2 && measured == calls))
}

# start_prometheus NAME: starts a Prometheus that scrapes the receiver of that name; sets prometheus_port.
start_prometheus() {
  local files=$server_dir/$1
  start_receiver http "$1"
  prometheus_port=$(free_port)
  printf 'scrape_configs: [{job_name: shop, scrape_interval: 200ms, scrape_timeout: 200ms, static_configs: [{targets: ["127.0.0.1:%s"]}]}]\n' \
    "$receiver_port" >"$files.yaml"
  prometheus --config.file="$files.yaml" --storage.tsdb.path="$files" --web.listen-address="127.0.0.1:$prometheus_port" >"$files.log" 2>&1 &
  server_pids+=($!)
  until_ready Prometheus "$files.log" curl -fs "http://127.0.0.1:$prometheus_port/-/ready"
}

# Checks the histogram of durations in Prometheus, which scrapes the receiver.
export_to_prometheus() {
  local query answer tries=0
  start_prometheus prometheus
  OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$receiver_port run_shop
  query='sum by (db_system_name) (db_client_operation_duration_seconds_count)'
  until
    answer=$(curl -fsG "http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode "query=$query")
    [[ $answer == *postgresql* && $answer == *redis* && $answer == *mariadb* ]]
  do
    ((++tries < 100)) || break
    sleep 0.1
  done
  note "Prometheus, asked for $query:"
  note "$(python3 -c 'import json, sys
for row in json.load(sys.stdin)["data"]["result"]: print(row["metric"]["db_system_name"], row["value"][1], end="  ")' <<<"$answer")"
  ((tries < 100))
}

# Runs every query of docker/grafana's dashboards in a Prometheus that scrapes a program with every metric, and tests the alert rules.
# Debian has no package of Grafana itself.
dashboards_at_prometheus() {
  local load status=0
  quietly "promtool check rules" promtool check rules docker/grafana/alerts.yaml || return 1
  quietly "promtool test rules" promtool test rules docker/grafana/alerts_test.yaml || return 1
  start_prometheus dashboards
  DBSPAN_FINDINGS=log OTEL_METRIC_EXPORT_INTERVAL=300 OTEL_METRIC_EXPORT_TIMEOUT=200 OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$receiver_port \
    "$build_dir/tests/examples/every_metric" "$DBSPAN_TEST_PG_URL" "$DBSPAN_TEST_REDIS_URL" &
  load=$!
  /usr/bin/python3 docker/grafana/check_dashboards.py "http://127.0.0.1:$prometheus_port" docker/grafana/dashboards/*.json || status=1
  kill "$load" 2>/dev/null || true
  wait "$load" || true
  return $status
}

# recorder_to_prometheus SUITE FLAG: checks the histogram of 20 operations at the OTLP receiver of a suite's Prometheus, which FLAG enables.
# Debian has built its packages without that receiver so far; then the check is skipped with a message.
recorder_to_prometheus() {
  local suite=$1 flag=$2 port prometheus answer="" tries=0 program=$build_dir/packages/prometheus-$1/usr/bin/prometheus log=$server_dir/prometheus-$1.log
  [[ -x $program ]] || quietly "prometheus of $suite" unpack_from "$suite" prometheus "$build_dir/packages/prometheus-$suite"
  port=$(free_port)
  echo "global: {}" >"$server_dir/prometheus-$suite.yaml"
  "$program" --config.file="$server_dir/prometheus-$suite.yaml" --storage.tsdb.path="$server_dir/prometheus-$suite" \
    --web.listen-address="127.0.0.1:$port" "$flag" >"$log" 2>&1 &
  prometheus=$!
  server_pids+=("$prometheus")
  until curl -fs "http://127.0.0.1:$port/-/ready" >/dev/null; do
    if ! kill -0 "$prometheus" 2>/dev/null || ((++tries > 300)); then break; fi
    sleep 0.1
  done
  if [[ $(curl -s -o /dev/null -w '%{http_code}' -X POST "http://127.0.0.1:$port/api/v1/otlp/v1/metrics") =~ ^(000|404)$ ]]; then
    note "NOT RUN: the OTLP receiver of $("$program" --version 2>&1 | head -n 1): Debian's package of $suite has none ($(grep -m 1 -io 'unknown.*' "$log"))"
    return 0
  fi
  env DBSPAN_LOG=stderr DBSPAN_EXIT_TIMEOUT=10000 OTEL_TRACES_EXPORTER=none OTEL_LOGS_EXPORTER=none \
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT="http://127.0.0.1:$port/api/v1/otlp/v1/metrics" \
    "$build_dir/tests/recorder/recorder_program" return
  for tries in {1..300}; do
    answer=$(curl -fsG "http://127.0.0.1:$port/api/v1/query" \
      --data-urlencode 'query=sum({__name__=~"db.client.operation.duration.*_count"})' || true)
    [[ $answer != *'"20"]'* ]] || break
    sleep 0.1
  done
  note "Prometheus of $suite: $answer"
  ((tries < 300))
}

# recorder_to_victoria_metrics: checks the histogram of 20 operations with a decoder that is neither OpenTelemetry's nor Google's.
recorder_to_victoria_metrics() {
  local port query answer="" tries=0 program=$build_dir/packages/victoria-metrics/usr/bin/victoria-metrics
  [[ -x $program ]] || quietly "victoria-metrics of sid" unpack_from sid victoria-metrics "$build_dir/packages/victoria-metrics"
  port=$(free_port)
  "$program" -storageDataPath="$server_dir/victoria-metrics" -httpListenAddr="127.0.0.1:$port" >"$server_dir/victoria-metrics.log" 2>&1 &
  server_pids+=($!)
  until_ready VictoriaMetrics "$server_dir/victoria-metrics.log" curl -fs "http://127.0.0.1:$port/health"
  env DBSPAN_LOG=stderr DBSPAN_EXIT_TIMEOUT=10000 OTEL_TRACES_EXPORTER=none OTEL_LOGS_EXPORTER=none \
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT="http://127.0.0.1:$port/opentelemetry/v1/metrics" \
    "$build_dir/tests/recorder/recorder_program" return
  query='sum by (db.operation.name, le) ({__name__="db.client.operation.duration_bucket", le="+Inf"})'
  until [[ $answer == *'"20"]'* ]] || ((++tries > 300)); do
    sleep 0.1
    answer=$(curl -fsG "http://127.0.0.1:$port/api/v1/query" -d latency_offset=1ms --data-urlencode "query=$query" || true)
  done
  note "VictoriaMetrics: $answer"
  ((tries <= 300))
}

# unpack_from SUITE PACKAGE DIRECTORY: unpacks a package of another suite without installing it.
unpack_from() {
  local suite=$1 package=$2 directory=$3 state options
  state=$(mktemp -d "${TMPDIR:-/tmp}/dbspan-apt.XXXXXX")
  mkdir -p "$state/lists/partial" "$state/archives/partial" "$state/sources" "$directory"
  { echo "Types: deb" && release_source "$(. /etc/os-release && echo "$VERSION_CODENAME")" && echo "Suites: $suite" &&
    echo "Components: main"; } >"$state/sources/$suite.sources"
  options=(-o "Dir::State::lists=$state/lists" -o "Dir::Cache=$state" -o Dir::Etc::sourcelist=/dev/null
    -o "Dir::Etc::sourceparts=$state/sources" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update && (cd "$state" && apt-get "${options[@]}" download "$package") &&
    dpkg -x "$state/$package"_*.deb "$directory"
  local status=$?
  rm -rf "$state"
  return $status
}
